/**
 * `npm run dev`: the demo pages on the sources themselves, reloaded on change. Only for development; the package is
 * built by Rollup.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { ISOLATION } from './scripts/serve.js';

/** The pages name the built bundle, as a reader's page does; here its address leads to the source. */
const sourcesForBundle = {
  name: 'sources-for-bundle',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) =>
      html
        .replace(/(["'])(?:\.\.)?\/cdn\/(all|autoloader)\.js\1/g, '"/components/$2.ts"')
        .replace(/(["'])(?:\.\.)?\/cdn\/core\.js\1/g, '"/core/index.ts"'),
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  appType: 'mpa',
  server: { open: '/demo/index.html', headers: ISOLATION },
  worker: { format: 'es' },
  plugins: [sourcesForBundle],
});
