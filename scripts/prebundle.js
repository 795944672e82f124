/**
 * Bundles every npm module that the browser tests import, once, into node_modules/.cache/: TensorFlow.js holds CommonJS
 * that a test server can't serve, and a few files load faster than hundreds. One esbuild run with splitting, so that
 * all modules share one copy of what they have in common (one tfjs-core, one Lit). Not part of the product's build.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const CACHE = 'node_modules/.cache/prebundle';
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"]((?:@[\w.-]+\/)?[\w-][\w./-]*)['"]/g;
/** Node's modules that TensorFlow.js names but never calls in a browser. */
const NODE_MODULES =
  /^(?:node:)?(?:fs|path|os|util|crypto|perf_hooks|worker_threads|url|module|node-fetch|string_decoder)$/;

/**
 * Bundles what the TypeScript files in `folders` import.
 * @returns a map from import specifier to the URL path of its bundle, from the repository's root.
 */
export async function prebundle(folders) {
  const specifiers = importedModules(folders);
  const lock = readFileSync(join(root, 'package-lock.json'));
  const self = readFileSync(fileURLToPath(import.meta.url));
  const key = createHash('sha256').update(lock).update(self).update(specifiers.join('\n')).digest('hex').slice(0, 16);
  const folder = join(root, CACHE, key);
  if (!existsSync(folder)) {
    const entries = Object.fromEntries(specifiers.map((name) => [fileName(name), name]));
    const temporary = `${folder}.${process.pid}`;
    await build({
      absWorkingDir: root,
      entryPoints: entries,
      outdir: temporary,
      bundle: true,
      splitting: true,
      format: 'esm',
      target: 'es2022',
      // As in a browser: Lit's production build, TensorFlow.js's ES modules.
      platform: 'browser',
      mainFields: ['module', 'main'],
      define: { 'process.env.NODE_ENV': '"production"' },
      logLevel: 'error',
      plugins: [emptyNodeModules, keepServerModules],
    });
    writeFileSync(join(temporary, 'package.json'), '{"type":"module"}');
    mkdirSync(join(root, CACHE), { recursive: true });
    try {
      renameSync(temporary, folder);
    } catch (error) {
      // Another run has finished the same bundle first.
      rmSync(temporary, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
  }
  return new Map(specifiers.map((name) => [name, `/${CACHE}/${key}/${fileName(name)}.js`]));
}

const emptyNodeModules = {
  name: 'empty-node-modules',
  setup(bundler) {
    bundler.onResolve({ filter: NODE_MODULES }, ({ path }) => ({ path, namespace: 'empty' }));
    bundler.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** The test server's own virtual modules are not on disk. */
const keepServerModules = {
  name: 'keep-server-modules',
  setup(bundler) {
    bundler.onResolve({ filter: /^\/__web-/ }, ({ path }) => ({ path, external: true }));
  },
};

function fileName(specifier) {
  return specifier
    .replace(/^@/, '')
    .replace(/\.[cm]?js$/, '')
    .replaceAll('/', '__');
}

/** Bare specifiers in all .ts files below the folders, those that resolve to a file, sorted. */
function importedModules(folders) {
  const found = new Set();
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (entry.name.endsWith('.ts')) {
        for (const [, name] of readFileSync(path, 'utf8').matchAll(IMPORT)) found.add(name);
      }
    }
  };
  for (const folder of folders) if (existsSync(join(root, folder))) visit(join(root, folder));
  return [...found].filter((name) => !NODE_MODULES.test(name) && resolves(name)).sort();
}

/** Whether the module has code: a type-only import may name a package without any. */
function resolves(name) {
  try {
    import.meta.resolve(name, pathToFileURL(join(root, 'package.json')));
    return true;
  } catch {
    try {
      createRequire(join(root, 'package.json')).resolve(name);
      return true;
    } catch {
      return false;
    }
  }
}
