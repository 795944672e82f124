/**
 * Two outputs from one source. dist/ is for npm: a module per element, Lit external, D3 and Comlink inside. cdn/ is for
 * a script tag: the same graph with Lit inside, minified, beside the assets that both use. The worker, with
 * TensorFlow.js, is a graph of its own; cdn/inline.js holds everything, the worker too, in one file. Declarations come
 * from tsc (scripts/build.js), not from here.
 */
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import { join } from 'node:path';
import esbuild from 'rollup-plugin-esbuild';
import { selfContainedThreads } from './scripts/build/threaded-wasm.js';
import { BUNDLES, TAGS } from './scripts/build/elements.js';
import { inlineWorker, WORKER_GLOBAL, WORKER_OUTPUT } from './scripts/build/inline.js';
import {
  movedUrls,
  onwarn,
  pureD3,
  shrunk,
  squeezedStyles,
  withoutNodeModules,
} from './scripts/build/rollup-plugins.js';

const root = import.meta.dirname;
const source = (path) => join(root, path);

const plugins = [
  withoutNodeModules(),
  selfContainedThreads(),
  nodeResolve({ browser: true, extensions: ['.ts', '.mjs', '.js'] }),
  commonjs({ transformMixedEsModules: true }),
  esbuild({ target: 'es2022', tsconfig: source('tsconfig.json'), sourceMap: false }),
];
const lighter = [pureD3(), squeezedStyles()];
/**
 * The page's side of core does nothing when it is merely loaded, so an element carries only what it uses of it.
 */
const treeshake = { moduleSideEffects: (id) => !id.startsWith(source('core/')) };

const npm = {
  input: {
    'core/index': source('core/index.ts'),
    ...Object.fromEntries(BUNDLES.map((name) => [`components/${name}`, source(`components/${name}.ts`)])),
    ...Object.fromEntries(
      TAGS.flatMap((tag) => [
        [`components/${tag}/${tag}`, source(`components/${tag}/${tag}.ts`)],
        [`components/${tag}/define`, source(`components/${tag}/define.ts`)],
      ]),
    ),
  },
  external: [/^lit(\/|$)/],
  treeshake,
  plugins: [movedUrls('../cdn/assets/'), ...plugins, ...lighter],
  output: { dir: 'dist', format: 'es', chunkFileNames: 'chunks/[name]-[hash].js' },
  onwarn,
};

/**
 * Modules that elements take together. Left alone, Rollup cuts them into a piece for each set of elements that uses it,
 * and every further element costs all others some hundred bytes of compression lost at the cuts.
 */
const TOGETHER = {
  // What every element is made of.
  element:
    /\/(css-tag|reactive-element|lit-html|lit-element|decorators\/(property|base)|directive)\.js$|\/components\/shared\/(define|attributes|deferred|events|icons|visibility-controller|kit-element|base\.styles|css-vars|format|late-styles|tokens)\.ts$/,
  // What every live model counts with.
  analysis:
    /\/core\/(errors|analysis\/(count|count-layers|geometry|joins|shape-errors|shapes|weights|wiring|words)|models\/architectures\/(baseline|mobilenet|width))\.ts$/,
  // What every figure of a live model has.
  figure:
    /\/(decorators\/state\.js|components\/shared\/(announcer|controls\.styles|device-line|foot|foot\.styles|hold|picture\.styles|pixel-image)\.ts)$/,
  // How an element finds its model, and names it.
  model: /\/components\/shared\/(network-words|session-controller)\.ts$/,
  // What every figure has that looks at an image.
  looking: /\/components\/shared\/(deferred-picker|device\.styles|head|identity|images|job-controller)\.ts$/,
};
const togetherWith = (id) => Object.keys(TOGETHER).find((name) => TOGETHER[name].test(id));

const cdn = {
  input: {
    core: source('core/index.ts'),
    frame: source('embed/frame.ts'),
    'frame-host': source('embed/frame-host.ts'),
    ...Object.fromEntries(BUNDLES.map((name) => [name, source(`components/${name}.ts`)])),
    ...Object.fromEntries(TAGS.map((tag) => [tag, source(`components/${tag}/define.ts`)])),
  },
  treeshake,
  plugins: [movedUrls('./assets/'), ...plugins, ...lighter],
  output: {
    dir: 'cdn',
    format: 'es',
    chunkFileNames: 'chunks/[name]-[hash].js',
    manualChunks: togetherWith,
    onlyExplicitManualChunks: true,
    plugins: [shrunk()],
  },
  onwarn,
};

const worker = {
  input: { worker: source('core/runtime/worker.ts') },
  // One file, from which the backends take what they share.
  preserveEntrySignatures: 'allow-extension',
  plugins,
  output: [
    ...['dist', 'cdn'].map((dir) => ({
      dir,
      format: 'es',
      chunkFileNames: ({ facadeModuleId }) =>
        `worker-${/tfjs-backend-(\w+)/.exec(facadeModuleId ?? '')?.[1] ?? 'shared'}-[hash].js`,
      // Fragments of kernels that the backends share in pairs are not worth a request each.
      experimentalMinChunkSize: 10_000,
      plugins: [shrunk()],
    })),
    { ...WORKER_OUTPUT, format: 'iife', name: WORKER_GLOBAL, inlineDynamicImports: true },
  ],
  onwarn,
};

/** After the worker, whose code it carries. */
const inline = {
  input: 'inline',
  treeshake,
  plugins: [inlineWorker('./assets/'), ...plugins, ...lighter],
  output: { file: 'cdn/inline.js', format: 'es', inlineDynamicImports: true, plugins: [shrunk()] },
  onwarn,
};

export default [npm, cdn, worker, inline];
