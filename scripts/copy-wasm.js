/**
 * Copies the three compiled binaries of tfjs-backend-wasm into assets/wasm/, where core/runtime/assets.ts names them
 * literally. The folder is git-ignored: the binaries belong to the pinned dependency. Does nothing when up to date.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const FILES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];

export function copyWasm() {
  const from = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  const to = join(root, 'assets/wasm');
  // A consumer's install has no devDependencies and no need of them: dist/ carries its own copies.
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of FILES) {
    const target = join(to, name);
    if (existsSync(target) && readFileSync(target).equals(readFileSync(join(from, name)))) continue;
    copyFileSync(join(from, name), target);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) copyWasm();
