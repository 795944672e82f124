/**
 * What Rollup has to be told about this package: which literal URLs move when files are bundled, and what in
 * TensorFlow.js is not for browsers. Used by rollup.config.js alone.
 */

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { minify } from 'vite';

const root = join(import.meta.dirname, '../..');

/** Node's modules that TensorFlow.js names behind checks for Node; left in, they kill a worker without a word. */
const NODE_MODULES = new Set([
  'fs',
  'path',
  'os',
  'util',
  'crypto',
  'perf_hooks',
  'worker_threads',
  'node-fetch',
  'string_decoder',
]);
const EMPTY = '\0empty:';

/** Modules of Node become (all but) empty ones; a `require` of one that is left over in generated code becomes `{}`. */
export function withoutNodeModules() {
  return {
    name: 'without-node-modules',
    resolveId(source) {
      const name = source.replace(/^node:/, '');
      return NODE_MODULES.has(name) ? EMPTY + name : null;
    },
    load(id) {
      if (!id.startsWith(EMPTY)) return null;
      // What TensorFlow.js takes from Node's util as soon as it is loaded in Node; browsers have them as globals.
      const named = id === `${EMPTY}util` ? 'export const { TextEncoder, TextDecoder } = globalThis;' : '';
      return `${named} export default {};`;
    },
    renderChunk(code) {
      // TensorFlow.js hides some from bundlers as require(variable) or inside strings; only plain calls are code that a
      // consumer's bundler would try to resolve.
      const replaced = code.replace(/(?<![.\w$'"`])require\((['"])([\w:-]+)\1\)/g, (call, _quote, name) =>
        NODE_MODULES.has(name.replace(/^node:/, '')) ? '({})' : call,
      );
      return replaced === code ? null : { code: replaced, map: null };
    },
  };
}

/** Modules of literal URLs of assets, by the name that each has at the root of the output. */
const ASSET_MODULES = {
  'asset-urls': 'core/runtime/assets.ts',
  ...Object.fromEntries(
    readdirSync(join(root, 'core/session/networks')).map((file) => [
      `network-${basename(file, '.ts')}`,
      `core/session/networks/${file}`,
    ]),
  ),
};

/** Whether a module is one of those that name the library's assets by literal URLs, all of this form. */
export const isAssetModule = (id) => Object.values(ASSET_MODULES).some((file) => id === join(root, file));
export const ASSET_LITERAL = /'(?:\.\.\/)+assets\//g;

/**
 * Rewrites the literal URLs of core/runtime/worker-file.ts and of assets for files that lie at the root of the output.
 * The worker is a build of its own, so the page's graph must not reach into it.
 * @param {string} assets where the assets are, seen from the output's root
 */
export function movedUrls(assets) {
  const WORKER = '\0worker';
  return {
    name: 'moved-urls',
    buildStart() {
      // Each is a chunk of its own at the root; extra exports are for the other chunks of the same graph.
      for (const [name, file] of Object.entries({ spawn: 'core/runtime/spawn.ts', ...ASSET_MODULES })) {
        this.emitFile({
          type: 'chunk',
          id: join(root, file),
          fileName: `${name}.js`,
          preserveSignature: 'allow-extension',
        });
      }
    },
    resolveId(source, importer) {
      // `paths` in the output options gives the marker its address.
      return importer?.endsWith('core/runtime/worker-file.ts') && source === './worker.js'
        ? { id: WORKER, external: true }
        : null;
    },
    transform: {
      order: 'pre',
      handler(code, id) {
        if (id.endsWith('core/runtime/worker-file.ts'))
          return replaceAll(this, code, /'\.\/worker\.ts'/g, `'./worker.js'`);
        return isAssetModule(id) ? replaceAll(this, code, ASSET_LITERAL, `'${assets}`) : null;
      },
    },
    outputOptions(options) {
      return { ...options, paths: { [WORKER]: './worker.js' } };
    },
    renderChunk(code, chunk) {
      // A literal that ended up below the root would point beside the file it means.
      const root = !chunk.fileName.includes('/');
      if (!root && /new URL\(\s*['"]\.[^'"]*['"],\s*import\.meta|import\(['"]\.\/worker\.js/.test(code)) {
        this.error(`${chunk.fileName} names the library's own files, but lies below the output's root.`);
      }
      return null;
    },
  };
}

/**
 * D3 ships each module as one file, in which calls at the top level keep alive what nobody uses (a dozen curves beside
 * the straight line). They only make functions and numbers, so each may go when its result is not used.
 */
export function pureD3() {
  return {
    name: 'pure-d3',
    transform(code, id) {
      if (!/node_modules\/d3-[a-z]+\//.test(id)) return null;
      const marked = code
        .replace(/= \(function custom/g, '= /*#__PURE__*/ (function custom')
        .replace(/^(var|const) ([\w$]+) = (\w+)\(/gm, '$1 $2 = /*#__PURE__*/ $3(');
      return { code: marked, map: null };
    },
  };
}

/** Style sheets in css`…` lose comments, indentation and line breaks; nothing that could change their meaning. */
export function squeezedStyles() {
  const squeeze = (text) =>
    text
      .replace(/\/\*[^]*?\*\//g, '')
      .replace(/("[^"]*"|'[^']*')|\s*([{};,])\s*|\s+/g, (_, quoted, sign) => quoted ?? sign ?? ' ');
  return {
    name: 'squeezed-styles',
    transform(code, id) {
      if (!/\/components\/.*\.ts$/.test(id)) return null;
      return { code: code.replace(/\bcss`[^`]*`/g, (literal) => `css\`${squeeze(literal.slice(4, -1))}\``), map: null };
    },
  };
}

/** Minifies with Oxc, which comes with Vite and leaves 2 to 4 % less than esbuild does after gzip. */
export function shrunk() {
  return {
    name: 'shrunk',
    async renderChunk(source, { fileName }) {
      const { code, errors } = await minify(fileName, source, {
        module: true,
        compress: { target: 'es2022' },
        mangle: { toplevel: true },
        codegen: { removeWhitespace: true, legalComments: 'none' },
      });
      if (errors.length > 0) this.error(`${fileName}: ${errors[0].message}`);
      // Other people's tools look for these addresses in plain quotes.
      return { code: code.replace(/\b(import\(|new URL\()`([^`$\\"]+)`/g, '$1"$2"'), map: null };
    },
  };
}

function replaceAll(context, code, from, to) {
  if (code.search(from) < 0) context.error(`Expected ${from} here: the literal URL has changed its form.`);
  return { code: code.replaceAll(from, to), map: null };
}

/** Warnings that mean a broken bundle stop the build; those about a dependency's style are dropped. */
export function onwarn(warning, warn) {
  const fatal = ['UNRESOLVED_IMPORT', 'MISSING_EXPORT', 'MISSING_GLOBAL_NAME', 'CIRCULAR_CHUNK', 'EMPTY_BUNDLE'];
  if (fatal.includes(warning.code)) throw new Error(warning.message);
  const inDependency = [warning.id, ...(warning.ids ?? []), warning.loc?.file].some((id) =>
    id?.includes('node_modules'),
  );
  if (inDependency && ['CIRCULAR_DEPENDENCY', 'EVAL', 'THIS_IS_UNDEFINED'].includes(warning.code)) return;
  warn(warning);
}
