/**
 * Seeded random numbers that are the same in every engine: Threefry-2x32-20 (Salmon et al., "Parallel random numbers:
 * as easy as 1, 2, 3", SC 2011), a cipher of a counter, so that any (seed, stream) can be started without running
 * others before it. Only integer operations and IEEE +, −, ×, ÷ and √ are used; Math.log differs between engines.
 * Not for secrets.
 */
import { KitError } from '../errors.js';

/** Parity constant of the Threefish key schedule, 32-bit form. */
const PARITY = 0x1bd11bda;
const TWO_32 = 2 ** 32;
const LN2 = 0.6931471805599453;

/**
 * One block of Threefry-2x32 with 20 rounds: enciphers the two words of `block` in place under (key0, key1).
 * Exported for its known-answer test.
 */
export function threefry2x32(key0: number, key1: number, block: Int32Array): void {
  const key2 = PARITY ^ key0 ^ key1;
  let a = (block[0]! + key0) | 0;
  let b = (block[1]! + key1) | 0;
  let k0 = key1;
  let k1 = key2;
  let k2 = key0;
  // Five groups of four rounds, written out since this is the inner loop of every draw; the rotation distances
  // alternate between two sets, and after each group a rotated key and the group's number are added.
  for (let group = 1; group <= 5; group++) {
    if (group & 1) {
      a = (a + b) | 0;
      b = ((b << 13) | (b >>> 19)) ^ a;
      a = (a + b) | 0;
      b = ((b << 15) | (b >>> 17)) ^ a;
      a = (a + b) | 0;
      b = ((b << 26) | (b >>> 6)) ^ a;
      a = (a + b) | 0;
      b = ((b << 6) | (b >>> 26)) ^ a;
    } else {
      a = (a + b) | 0;
      b = ((b << 17) | (b >>> 15)) ^ a;
      a = (a + b) | 0;
      b = ((b << 29) | (b >>> 3)) ^ a;
      a = (a + b) | 0;
      b = ((b << 16) | (b >>> 16)) ^ a;
      a = (a + b) | 0;
      b = ((b << 24) | (b >>> 8)) ^ a;
    }
    a = (a + k0) | 0;
    b = (b + k1 + group) | 0;
    const rotated = k0;
    k0 = k1;
    k1 = k2;
    k2 = rotated;
  }
  block[0] = a;
  block[1] = b;
}

/** ln x for a normal double x > 0, to about 1 ulp, by the series of 2·artanh((m−1)/(m+1)) on m in [√½, √2). */
function portableLog(x: number): number {
  let m = x;
  let exponent = 0;
  while (m < Math.SQRT1_2) {
    m *= 2;
    exponent--;
  }
  while (m >= Math.SQRT2) {
    m /= 2;
    exponent++;
  }
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  // |s| ≤ 0.172, so s²¹ terms are below 2⁻⁵³ of the first. Written out, for half of what a normal number costs is here.
  let sum = 1 / 21;
  sum = sum * s2 + 1 / 19;
  sum = sum * s2 + 1 / 17;
  sum = sum * s2 + 1 / 15;
  sum = sum * s2 + 1 / 13;
  sum = sum * s2 + 1 / 11;
  sum = sum * s2 + 1 / 9;
  sum = sum * s2 + 1 / 7;
  sum = sum * s2 + 1 / 5;
  sum = sum * s2 + 1 / 3;
  sum = sum * s2 + 1;
  return exponent * LN2 + 2 * s * sum;
}

/**
 * A stream of random numbers decided by a seed and any number of stream integers (a purpose, an epoch, an image…).
 * Different (seed, …stream) give independent streams.
 * @throws KitError invalid-argument for a seed or stream number that is no safe integer.
 */
export class Random {
  private readonly key0: number;
  private readonly key1: number;
  private readonly block = new Int32Array(2);
  private counter = 0;
  private spareNormal: number | undefined;

  constructor(seed: number, ...stream: readonly number[]) {
    let [key0, key1] = words(seed, 'seed');
    for (const part of stream) {
      const [low, high] = words(part, 'stream number');
      this.block[0] = low;
      this.block[1] = high;
      threefry2x32(key0, key1, this.block);
      key0 = this.block[0];
      key1 = this.block[1];
    }
    this.key0 = key0;
    this.key1 = key1;
  }

  /** Uniform in [0, 1), all 53 bits random. */
  uniform(): number {
    const { block } = this;
    block[0] = this.counter | 0;
    block[1] = (this.counter / TWO_32) | 0;
    this.counter++;
    threefry2x32(this.key0, this.key1, block);
    return ((block[0]! >>> 5) * 67108864 + (block[1]! >>> 6)) / 9007199254740992;
  }

  /** Standard normal, by Marsaglia's polar method. */
  normal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return spare;
    }
    let u: number;
    let v: number;
    let radius2: number;
    do {
      u = 2 * this.uniform() - 1;
      v = 2 * this.uniform() - 1;
      radius2 = u * u + v * v;
    } while (radius2 >= 1 || radius2 === 0);
    const factor = Math.sqrt((-2 * portableLog(radius2)) / radius2);
    this.spareNormal = v * factor;
    return u * factor;
  }

  /**
   * Uniform whole number in [0, n), n in [1, 2³²]; its bias is below n·2⁻⁵³.
   * @throws KitError invalid-argument for an n outside that range.
   */
  int(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > TWO_32) {
      throw new KitError('invalid-argument', `A random whole number needs a range from 1 to 2³², not ${n}.`);
    }
    return Math.floor(this.uniform() * n);
  }

  /** Fisher–Yates shuffle in place; returns its argument. */
  shuffle<T extends { readonly length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const held = items[i];
      (items as { [index: number]: unknown })[i] = items[j];
      (items as { [index: number]: unknown })[j] = held;
    }
    return items;
  }

  /** A random order of 0 … n−1. */
  permutation(n: number): Int32Array {
    return this.shuffle(Int32Array.from({ length: n }, (_, i) => i));
  }
}

/** The two 32-bit words, low and high, of a safe integer in two's complement. */
function words(value: number, what: string): [number, number] {
  if (!Number.isSafeInteger(value)) {
    throw new KitError('invalid-argument', `A ${what} must be a whole number below 2⁵³, not ${value}.`);
  }
  return [value | 0, Math.floor(value / TWO_32) | 0];
}
