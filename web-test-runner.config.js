/**
 * Browser tests: TypeScript served as it is written, in a real Chromium with a software WebGPU adapter and
 * cross-origin isolation. One group for all; `npx wtr --files 'test/core/kernels/*.test.ts'` runs a part.
 */
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { fileURLToPath } from 'node:url';
import { PLAIN_FLAGS, WEBGPU_FLAGS } from './scripts/browser-flags.js';
import { copyWasm } from './scripts/copy-wasm.js';
import { findOrInstallBrowser } from './scripts/find-browser.js';
import { prebundle } from './scripts/prebundle.js';
import { webTestCounts } from './scripts/test-counts.js';

copyWasm();
const bundles = await prebundle(['core', 'components', 'test/core', 'test/components', 'test/helpers']);

export default {
  rootDir: fileURLToPath(new URL('.', import.meta.url)),
  files: ['test/{core,components}/**/*.test.ts'],
  nodeResolve: { exportConditions: ['production'] },
  // Two cores are what CI has; WebGPU in software is slow, so a file may take minutes.
  concurrency: 2,
  testsFinishTimeout: 10 * 60_000,
  testFramework: { config: { ui: 'bdd', timeout: 60_000 } },
  reporters: [defaultReporter({ reportTestProgress: process.stdout.isTTY }), webTestCounts()],
  browsers: [
    playwrightLauncher({
      product: 'chromium',
      launchOptions: { executablePath: findOrInstallBrowser(), args: [...PLAIN_FLAGS, ...WEBGPU_FLAGS] },
    }),
  ],
  middleware: [
    (context, next) => {
      context.set('Cross-Origin-Opener-Policy', 'same-origin');
      context.set('Cross-Origin-Embedder-Policy', 'require-corp');
      return next();
    },
  ],
  plugins: [
    { name: 'prebundled', resolveImport: ({ source }) => bundles.get(source) },
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url)) }),
  ],
};
