/**
 * What Rollup needs to make cdn/inline.js: one file that defines every element and carries the worker's code, for pages
 * whose policy lets no worker fetch anything. The code is there once, as a function: its text becomes a blob worker,
 * and where even that is refused the page calls it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSET_LITERAL, isAssetModule } from './rollup-plugins.js';

const root = join(import.meta.dirname, '../..');
/** The worker and all its backends as one expression: an output of the worker's own graph, made before. */
export const WORKER_OUTPUT = { dir: join(root, 'node_modules/.cache'), entryFileNames: 'worker-inside.js' };
const WORKER_TEXT = join(WORKER_OUTPUT.dir, WORKER_OUTPUT.entryFileNames);
/** The global of that script. */
export const WORKER_GLOBAL = 'ConvnetElementsWorker';

const ENTRY = '\0inline';
const WORKER_FILE = '\0worker-inside';

/** `assets`: where the library's assets are, seen from the output file. */
export function inlineWorker(assets) {
  return {
    name: 'inline-worker',
    resolveId(source, importer) {
      if (source === 'inline') return ENTRY;
      return importer?.endsWith('core/runtime/spawn.ts') && source === './worker-file.js' ? WORKER_FILE : null;
    },
    load(id) {
      if (id === ENTRY) {
        const from = (path) => JSON.stringify(join(root, path));
        return `export * from ${from('components/all.ts')}; export * from ${from('core/index.ts')};`;
      }
      if (id !== WORKER_FILE) return null;
      if (!existsSync(WORKER_TEXT)) this.error('The worker has to be built first.');
      return `
        function worker() { ${readFileSync(WORKER_TEXT, 'utf8')}; return ${WORKER_GLOBAL}; }
        export const WORKER_NAME = 'convnet-elements';
        export function startWorker(patience) {
          const url = URL.createObjectURL(new Blob(['(' + worker + ')()'], { type: 'text/javascript' }));
          try {
            // A classic one: sandboxed frames start no module from a blob, and this script imports nothing.
            return new Worker(url, { name: WORKER_NAME });
          } finally {
            setTimeout(() => URL.revokeObjectURL(url), patience);
          }
        }
        export const loadHost = async () => worker();`;
    },
    transform: {
      order: 'pre',
      handler(code, id) {
        return isAssetModule(id) ? { code: code.replace(ASSET_LITERAL, `'${assets}`), map: null } : null;
      },
    },
  };
}
