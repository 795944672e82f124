/**
 * Numbers as model files store them: float32, float16, and whole numbers of 8 or 16 bits on a scale of their own
 * (value = scale·q + min). Both ways, as TensorFlow.js and its converter do it.
 */

import type { ModelPrecision } from '../../runtime/protocol.js';

/** How a weight's numbers are stored. */
export type Storage =
  | { readonly kind: 'float32' | 'int32' | 'float16' | 'bool' }
  | { readonly kind: 'uint8' | 'uint16'; readonly scale: number; readonly min: number };

export const BYTES_PER_NUMBER: Readonly<Record<Storage['kind'], number>> = {
  float32: 4,
  int32: 4,
  float16: 2,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

/** @param bytes exactly those of the weight, little-endian */
export function decodeNumbers(bytes: Uint8Array, storage: Storage): Float32Array {
  // A copy of its own: typed arrays need an offset that is a multiple of their element's size.
  const { buffer } = bytes.slice();
  switch (storage.kind) {
    case 'float32':
      return new Float32Array(buffer);
    case 'int32':
      return Float32Array.from(new Int32Array(buffer));
    case 'bool':
      return Float32Array.from(bytes);
    case 'float16': {
      const table = halfTable();
      return mapped(new Uint16Array(buffer), (half) => table[half]!);
    }
    case 'uint8':
    case 'uint16': {
      const { scale, min } = storage;
      return mapped(storage.kind === 'uint8' ? bytes : new Uint16Array(buffer), (q) => q * scale + min);
    }
  }
}

/** As Float32Array.from with a function, which takes ten times as long. */
function mapped(whole: Uint8Array | Uint16Array, value: (whole: number) => number): Float32Array {
  const values = new Float32Array(whole.length);
  for (let i = 0; i < whole.length; i++) values[i] = value(whole[i]!);
  return values;
}

/** @returns the bytes, little-endian, and how to read them */
export function encodeNumbers(
  values: Float32Array,
  precision: ModelPrecision,
): { bytes: Uint8Array; storage: Storage } {
  switch (precision) {
    case 'float32':
      return { bytes: new Uint8Array(values.slice().buffer), storage: { kind: 'float32' } };
    case 'float16':
      return {
        bytes: new Uint8Array(Uint16Array.from(values, toHalf).buffer),
        storage: { kind: 'float16' },
      };
    case 'uint8':
    case 'uint16': {
      const top = precision === 'uint8' ? 255 : 65_535;
      const { scale, min } = affineScale(values, top);
      const steps = (value: number) => Math.min(top, Math.max(0, Math.round((value - min) / scale)));
      const whole = precision === 'uint8' ? Uint8Array.from(values, steps) : Uint16Array.from(values, steps);
      return { bytes: new Uint8Array(whole.buffer), storage: { kind: precision, scale, min } };
    }
  }
}

/** Spans all values; moved so that zero, where it is among them, is met exactly, since padding and dead units are zero. */
function affineScale(values: Float32Array, top: number): { scale: number; min: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high || values.length === 0) return { scale: 1, min: values.length === 0 ? 0 : low };
  const scale = (high - low) / top;
  if (low > 0 || high < 0) return { scale, min: low };
  return { scale, min: -Math.round(-low / scale) * scale };
}

let table: Float32Array | undefined;

/** All 65,536 values of IEEE 754 binary16, made once: looking up is ten times faster than taking bits apart. */
function halfTable(): Float32Array {
  table ??= Float32Array.from({ length: 65_536 }, (_, half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
  return table;
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Nearest binary16, ties to even; past 65,504 it becomes infinite. */
export function toHalf(value: number): number {
  float[0] = value;
  const all = bits[0]!;
  const sign = (all >>> 16) & 0x8000;
  const exponent = (all >>> 23) & 0xff;
  const fraction = all & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  const target = exponent - 127 + 15;
  if (target >= 31) return sign | 0x7c00;
  if (target >= 1) return sign | roundEven(((target << 23) | fraction) >>> 0, 13);
  // Below 2⁻²⁵ nothing is left; between, the leading one is written out.
  return target < -10 ? sign : sign | roundEven(fraction | 0x800000, 14 - target);
}

function roundEven(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  // A carry out of the fraction raises the exponent, as it should.
  return kept + (rest > half || (rest === half && kept % 2 === 1) ? 1 : 0);
}
