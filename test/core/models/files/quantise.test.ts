/** Stored numbers against the stock package's decoder, and back again. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { decodeNumbers, encodeNumbers, toHalf } from '../../../../core/models/files/quantise.js';

async function stock(bytes: Uint8Array, size: number, quantization: object): Promise<number[]> {
  await tf.setBackend('cpu');
  const entry = { name: 'w', shape: [size], dtype: 'float32', quantization } as tf.io.WeightsManifestEntry;
  const { w } = tf.io.decodeWeights(bytes.slice().buffer, [entry]);
  const values = [...(await w!.data())];
  w!.dispose();
  return values;
}

describe('stored numbers', () => {
  it('reads every float16 as the stock package does', async () => {
    const all = new Uint8Array(Uint16Array.from({ length: 65_536 }, (_, half) => half).buffer);
    const expected = await stock(all, 65_536, { dtype: 'float16' });
    expect([...decodeNumbers(all, { kind: 'float16' })]).to.deep.equal(expected);
  });

  it('writes the nearest float16, ties to even', () => {
    for (let half = 0; half < 0x7c00; half++) {
      const value = decodeNumbers(new Uint8Array(Uint16Array.of(half).buffer), { kind: 'float16' })[0]!;
      if (toHalf(value) !== half || toHalf(-value) !== (half | 0x8000)) expect.fail(`${value} became ${toHalf(value)}`);
    }
    const between = (lower: number) => {
      const [a, b] = decodeNumbers(new Uint8Array(Uint16Array.of(lower, lower + 1).buffer), { kind: 'float16' });
      return (a! + b!) / 2;
    };
    for (const half of [0, 1, 2, 0x3ff, 0x400, 0x3c00, 0x3c01, 0x7bfe]) {
      expect(toHalf(between(half)), `between ${half} and the next`).to.equal(half % 2 === 0 ? half : half + 1);
    }
    expect(toHalf(65_520)).to.equal(0x7c00);
    expect(toHalf(-Infinity)).to.equal(0xfc00);
    expect(toHalf(NaN) & 0x7c00).to.equal(0x7c00);
  });

  for (const [precision, top] of [
    ['uint8', 255],
    ['uint16', 65_535],
  ] as const) {
    it(`writes ${precision} within half a step, keeps zero exact, and reads it as the stock package does`, async () => {
      const finite = fc.float({ min: -1000, max: 1000, noNaN: true, noDefaultInfinity: true });
      await fc.assert(
        fc.asyncProperty(fc.array(finite, { minLength: 1, maxLength: 40 }), async (numbers) => {
          const values = Float32Array.from([...numbers, 0]);
          const { bytes, storage } = encodeNumbers(values, precision);
          if (storage.kind !== precision) throw new Error('another kind');
          const decoded = decodeNumbers(bytes, storage);
          const range = Math.max(...values) - Math.min(...values);
          // Half a step, and as much again where zero has moved the scale; float32 rounds besides.
          const bound = range / top + 1e-4;
          decoded.forEach((value, i) => expect(Math.abs(value - values[i]!)).to.be.at.most(bound));
          expect(Math.abs(decoded.at(-1)!)).to.equal(0);
          const { scale, min } = storage;
          expect(await stock(bytes, values.length, { dtype: precision, scale, min })).to.deep.equal([...decoded]);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('writes a weight of one value, and none', () => {
    for (const precision of ['float32', 'float16', 'uint16', 'uint8'] as const) {
      const { bytes, storage } = encodeNumbers(Float32Array.of(2, 2, 2), precision);
      expect([...decodeNumbers(bytes, storage)]).to.deep.equal([2, 2, 2]);
      expect(encodeNumbers(new Float32Array(0), precision).bytes).to.have.length(0);
    }
  });
});
