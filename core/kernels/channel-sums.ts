/**
 * Sums over the rows of a [rows, channels] matrix in float64, for wasm kernels: TensorFlow.js transposes such a matrix
 * before it sums. Two sums in one pass, since batch normalisation needs both.
 */

export interface ChannelSums {
  /** Σ a per channel. */
  readonly sum: Float64Array;
  /** Σ a·b per channel. */
  readonly product: Float64Array;
}

/** Both arrays hold rows of `channels` numbers each. */
export function channelSums(a: Float32Array, b: Float32Array, channels: number): ChannelSums {
  const sum = new Float64Array(channels);
  const product = new Float64Array(channels);
  let channel = 0;
  // Four channels at a time keep eight running sums in registers and read whole stretches of a cache line.
  for (; channel + 4 <= channels; channel += 4) fourChannels(a, b, channels, channel, sum, product);
  for (; channel < channels; channel++) {
    let s = 0;
    let p = 0;
    for (let i = channel; i < a.length; i += channels) {
      s += a[i]!;
      p += a[i]! * b[i]!;
    }
    sum[channel] = s;
    product[channel] = p;
  }
  return { sum, product };
}

function fourChannels(
  a: Float32Array,
  b: Float32Array,
  channels: number,
  first: number,
  sum: Float64Array,
  product: Float64Array,
): void {
  let [s0, s1, s2, s3, p0, p1, p2, p3] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = first; i < a.length; i += channels) {
    const a0 = a[i]!;
    const a1 = a[i + 1]!;
    const a2 = a[i + 2]!;
    const a3 = a[i + 3]!;
    s0 += a0;
    s1 += a1;
    s2 += a2;
    s3 += a3;
    p0 += a0 * b[i]!;
    p1 += a1 * b[i + 1]!;
    p2 += a2 * b[i + 2]!;
    p3 += a3 * b[i + 3]!;
  }
  sum.set([s0, s1, s2, s3], first);
  product.set([p0, p1, p2, p3], first);
}
