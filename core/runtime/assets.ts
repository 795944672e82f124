/**
 * Where the library's own files are, as literal URLs that bundlers and CDNs both understand. Resolved on the page,
 * because a worker that a page's bundler has moved no longer knows. A page may override the base with configure().
 */

/** File name → URL of a file that ships with the library. */
export type AssetName = keyof typeof FILES;

// Each one literal on purpose: bundlers copy what they can read, and no bundler reads a folder.
const FILES = {
  'wasm/tfjs-backend-wasm.wasm': () => new URL('../../assets/wasm/tfjs-backend-wasm.wasm', import.meta.url),
  'wasm/tfjs-backend-wasm-simd.wasm': () => new URL('../../assets/wasm/tfjs-backend-wasm-simd.wasm', import.meta.url),
  'wasm/tfjs-backend-wasm-threaded-simd.wasm': () =>
    new URL('../../assets/wasm/tfjs-backend-wasm-threaded-simd.wasm', import.meta.url),
  'cifar10-mini/train-0.png': () => new URL('../../assets/cifar10-mini/train-0.png', import.meta.url),
  'cifar10-mini/train-1.png': () => new URL('../../assets/cifar10-mini/train-1.png', import.meta.url),
  'cifar10-mini/train-2.png': () => new URL('../../assets/cifar10-mini/train-2.png', import.meta.url),
  'cifar10-mini/train-3.png': () => new URL('../../assets/cifar10-mini/train-3.png', import.meta.url),
  'cifar10-mini/train-4.png': () => new URL('../../assets/cifar10-mini/train-4.png', import.meta.url),
  'cifar10-mini/test.png': () => new URL('../../assets/cifar10-mini/test.png', import.meta.url),
  'cifar10-mini/train-labels.json': () => new URL('../../assets/cifar10-mini/train-labels.json', import.meta.url),
  'cifar10-mini/test-labels.json': () => new URL('../../assets/cifar10-mini/test-labels.json', import.meta.url),
} as const;

const WASM_FILES = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
] as const;

/** Absolute URL of a shipped file; `base` replaces the library's own place and keeps the names. */
export function assetUrl(file: AssetName, base?: string): string {
  return base === undefined ? FILES[file]().href : new URL(file, withSlash(base)).href;
}

/** Absolute URL of a folder below the page's own `assetBase`, with a slash at its end. */
export function assetFolder(folder: string, base: string): string {
  return new URL(folder, withSlash(base)).href;
}

/** What tfjs-backend-wasm's setWasmPaths() wants: one URL per build. */
export function wasmPaths(base?: string): Record<string, string> {
  return Object.fromEntries(WASM_FILES.map((file) => [file, assetUrl(`wasm/${file}`, base)]));
}

function withSlash(base: string): string {
  return new URL(base.endsWith('/') ? base : `${base}/`, document.baseURI).href;
}
