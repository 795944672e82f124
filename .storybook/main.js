/** Storybook on Vite, with documentation from custom-elements.json and axe in every story. */
import { fileURLToPath } from 'node:url';
import { selfContainedThreads } from '../scripts/build/threaded-wasm.js';

/** @type {import('@storybook/web-components-vite').StorybookConfig} */
export default {
  framework: '@storybook/web-components-vite',
  stories: ['../stories/**/*.mdx', '../stories/**/*.stories.ts'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: (config) => ({
    ...config,
    // The demo has a configuration of its own.
    configFile: false,
    build: {
      ...config.build,
      target: 'es2022',
      // The stories must load files as a published page does, not from data: URLs.
      assetsInlineLimit: 0,
      // Size is checked where it counts: in test/package/.
      chunkSizeWarningLimit: Infinity,
    },
    // Where no worker may start, the page runs the worker's code: both graphs hold it.
    plugins: [...(config.plugins ?? []), selfContainedThreads()],
    worker: { ...config.worker, format: 'es', plugins: () => [selfContainedThreads()] },
    server: { ...config.server, fs: { allow: [fileURLToPath(new URL('..', import.meta.url))] } },
  }),
};
