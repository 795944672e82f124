/** What must be true of a run whatever the network: bounds, limits, likeness to itself when it is broken off. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { KitError } from '../../../core/errors.js';
import type { Network } from '../../../core/models/network.js';
import { grown, octaveOf, sizeOf } from '../../../core/synthesis/octaves.js';
import { gram } from '../../../core/synthesis/objectives.js';
import { parameterisationOf, realFourierBasis } from '../../../core/synthesis/parameterisation.js';
import { alphaNorm, penaltyGradient, totalVariation } from '../../../core/synthesis/regularisers.js';
import { resolveSynthesis, type SynthesisOverrides } from '../../../core/synthesis/settings.js';
import { noise } from '../../../core/synthesis/starts.js';
import { Synthesis } from '../../../core/synthesis/synthesis.js';
import { warp } from '../../../core/synthesis/warp.js';
import type { LayerSpec, SynthesisState } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, finiteDifferences, randomArray, randomTensor } from '../../helpers/tensors.js';
import { BRANCHED, images, networkOf, SMOOTH } from '../attribution/networks.js';

const TARGETS = [1, 2];

interface Run {
  readonly network: Network;
  readonly start: tf.Tensor4D;
}

/** Runs with a network and two images and frees both. */
async function withNetwork(layers: readonly LayerSpec[], work: (run: Run) => Promise<void> | void): Promise<void> {
  const network = networkOf(layers);
  const start = images();
  try {
    await work({ network, start });
  } finally {
    start.dispose();
    network.dispose();
  }
}

interface Finished {
  readonly state: SynthesisState;
  /** [step][image] */
  readonly scores: readonly (readonly number[])[];
}

async function finish(
  { network, start }: Run,
  overrides: SynthesisOverrides,
  { guide, from, until = Infinity }: { guide?: tf.Tensor4D; from?: SynthesisState; until?: number } = {},
): Promise<Finished> {
  const settings = resolveSynthesis('published', { steps: 6, ...overrides });
  const run = new Synthesis(network, settings, start, { targets: TARGETS, guide }, from);
  const scores: number[][] = [];
  try {
    while (!run.done && run.step < until) {
      const seen = run.advance();
      scores.push([...(await seen.scores.data())]);
      tf.dispose([seen.logits, seen.scores]);
    }
    return { state: await run.state(), scores };
  } finally {
    run.dispose();
  }
}

function refused(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    expect(thrown).to.be.instanceOf(KitError);
    expect((thrown as KitError).code).to.equal('invalid-argument');
    return (thrown as KitError).message;
  }
  throw new Error('nothing was refused');
}

describeOnBackends(['cpu', 'wasm'], 'a run of synthesis', () => {
  it('raises the logit of a smooth network at every small step', () =>
    withNetwork(SMOOTH, async (run) => {
      const { scores } = await finish(run, { learningRate: 0.02, steps: 8 });
      for (let step = 1; step < scores.length; step += 1) {
        scores[step]!.forEach((score, i) => expect(score).to.be.at.least(scores[step - 1]![i]! - 1e-6));
      }
      expect(scores.at(-1)![0]).to.be.above(scores[0]![0]!);
    }));

  it('ends at grey as the weight of L2 grows without bound', () =>
    withNetwork(BRANCHED, async (run) => {
      const { state } = await finish(run, { l2: 1e12, steps: 1 });
      expect(Math.max(...state.images.data.map(Math.abs))).to.be.below(1e-10);
    }));

  it('never leaves [-1, 1]', () =>
    withNetwork(BRANCHED, async (run) => {
      const { state } = await finish(run, { learningRate: 1000, steps: 3 });
      expect(Math.max(...state.images.data)).to.be.at.most(1);
      expect(Math.min(...state.images.data)).to.be.at.least(-1);
    }));

  it('goes on from where it was broken off, to the same bits', () =>
    withNetwork(BRANCHED, async (run) => {
      const settings: SynthesisOverrides = {
        optimizer: 'adam',
        parameterisation: 'fourier',
        jitter: 2,
        rotation: 10,
        scaling: 0.1,
        totalVariation: 0.01,
        learningRate: 0.1,
        blurEvery: 2,
      };
      const whole = await finish(run, settings);
      const part = await finish(run, settings, { until: 3 });
      expect(part.state.step).to.equal(3);
      const rest = await finish(run, settings, { from: part.state });
      expect([...rest.state.images.data]).to.deep.equal([...whole.state.images.data]);
      expect([...rest.state.moments![1].data]).to.deep.equal([...whole.state.moments![1].data]);
      const other = await finish(run, { ...settings, seed: 2 });
      expect([...other.state.images.data]).not.to.deep.equal([...whole.state.images.data]);
    }));

  it('treats each image of a batch as if it were alone', () =>
    withNetwork(BRANCHED, async ({ network, start }) => {
      const settings = resolveSynthesis('published', { steps: 3, normalise: 'l2', totalVariation: 0.01 });
      const both = new Synthesis(network, settings, start, { targets: TARGETS });
      const first = tf.slice(start, [0, 0, 0, 0], [1, -1, -1, -1]);
      const alone = new Synthesis(network, settings, first, { targets: [TARGETS[0]!] });
      for (let step = 0; step < 3; step += 1) {
        for (const run of [both, alone]) tf.dispose(Object.values(run.advance()));
      }
      const [a, b] = [await both.state(), await alone.state()];
      expectClose(a.images.data.slice(0, b.images.data.length), b.images.data, 1e-5);
      tf.dispose([first]);
      both.dispose();
      alone.dispose();
    }));
});

describeOnBackends(['cpu', 'wasm'], 'objectives', () => {
  const ask = (overrides: SynthesisOverrides, guided = false) =>
    withNetwork(BRANCHED, async (run) => {
      const guide = guided ? images(1, 8, 8, 9) : undefined;
      const { scores } = await finish(run, { learningRate: 0.01, normalise: 'rms', ...overrides }, guide && { guide });
      guide?.dispose();
      scores.at(-1)!.forEach((score, i) => expect(score, `image ${i}`).to.be.above(scores[0]![i]!));
    });

  it('class probability', () => ask({ objective: 'class-probability' }));
  it('the class that leads', () => ask({ objective: 'largest-logit' }));
  it('a channel of a layer', () => ask({ objective: 'channel', layer: 'conv2', channel: 2 }));
  it('a channel of what is no map', () => ask({ objective: 'channel', layer: 'gap', channel: 1 }));
  it('one unit', () => ask({ objective: 'unit', layer: 'conv1', channel: 1, position: [2, 3] }));
  it('all that a layer gives', () => ask({ objective: 'deep-dream', layer: 'sum' }));
  it('the code of another image', () => ask({ objective: 'inversion', layer: 'conv1' }, true));
  it('the style of another image', () => ask({ objective: 'style', styleLayers: ['relu1', 'relu2'] }, true));

  it('an inversion that begins at its own image is done', () =>
    withNetwork(BRANCHED, async (run) => {
      const guide = tf.slice(run.start, [0, 0, 0, 0], [1, -1, -1, -1]);
      const { scores } = await finish(run, { objective: 'inversion', layer: 'conv2', steps: 1 }, { guide });
      expect(scores[0]![0]).to.be.closeTo(0, 1e-6);
      expect(scores[0]![1]).to.be.below(-0.1);
      guide.dispose();
    }));

  it('a Gram matrix is the mean product of channels', async () => {
    const map = randomTensor<tf.Rank.R4>([2, 2, 3, 2], 3);
    const matrix = gram(map, 1);
    const data = await map.data();
    const own = Array.from({ length: 6 }, (_, i) => [data[12 + 2 * i]!, data[13 + 2 * i]!]);
    const product = (a: number, b: number) => own.reduce((sum, pixel) => sum + pixel[a]! * pixel[b]!, 0) / 6;
    expectClose(await matrix.data(), [product(0, 0), product(0, 1), product(1, 0), product(1, 1)], 1e-6);
    tf.dispose([map, matrix]);
  });

  it('say what is wrong', () =>
    withNetwork(BRANCHED, ({ network, start }) => {
      const make = (overrides: SynthesisOverrides, targets: readonly number[] = TARGETS) =>
        refused(() => new Synthesis(network, resolveSynthesis('published', overrides), start, { targets }));
      expect(make({ objective: 'deep-dream', layer: 'nobody' })).to.contain('no layer “nobody”');
      expect(make({ objective: 'channel', layer: 'conv1', channel: 5 })).to.contain('channels 0 to 4');
      expect(make({ objective: 'inversion' })).to.contain('needs an image');
      expect(make({}, [1])).to.contain('2 images and 1 classes');
      expect(make({}, [1, 4])).to.contain('no class 4');
    }));
});

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'regularisers', () => {
  it('total variation is zero for a constant image and counts each step of an edge', async () => {
    for (const power of [1, 1.5, 2]) {
      const flat = tf.fill<tf.Rank.R4>([2, 4, 4, 3], 0.3);
      const none = totalVariation(flat, power);
      expect([...(await none.data())]).to.deep.equal([0, 0]);
      tf.dispose([flat, none]);
    }
    // One white pixel away from the border: two edges of its own, and of both neighbours before it one.
    const values = new Float32Array(16);
    values[5] = 1;
    const one = tf.tensor4d(values, [1, 4, 4, 1]);
    const squares = totalVariation(one, 2);
    expectClose(await squares.data(), [4], 1e-5);
    tf.dispose([one, squares]);
  });

  it('have the gradient of their definitions', async () => {
    const [n, side, channels] = [1, 3, 2];
    const x = randomArray(side * side * channels, 4);
    const at = (v: ArrayLike<number>, row: number, column: number, c: number) =>
      v[(row * side + column) * channels + c]!;
    const settings = { totalVariation: 0.7, variationPower: 1.5, alphaNorm: 0.2, alphaPower: 6 };
    const penalty = (v: Float64Array) => {
      let sum = 0;
      for (let row = 0; row < side; row += 1)
        for (let column = 0; column < side; column += 1)
          for (let c = 0; c < channels; c += 1) {
            const own = at(v, row, column, c);
            const down = row + 1 < side ? at(v, row + 1, column, c) - own : 0;
            const right = column + 1 < side ? at(v, row, column + 1, c) - own : 0;
            sum += 0.7 * (down * down + right * right) ** 0.75 + 0.2 * Math.abs(own) ** 6;
          }
      return sum;
    };
    const tensor = tf.tensor4d(x, [n, side, side, channels]);
    const gradient = penaltyGradient(tensor, settings)!;
    expectClose(await gradient.data(), finiteDifferences(penalty, x), 1e-3);
    const norm = alphaNorm(tensor, 6);
    expectClose(await norm.data(), [x.reduce((sum, value) => sum + value ** 6, 0)], 1e-5);
    tf.dispose([tensor, gradient, norm]);
  });
});

describeOnBackends(['cpu', 'wasm'], 'the moves of an image', () => {
  it('leave a constant image as it is, keep the shape, and are the same for the same seed and step', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ jitter: fc.nat(9), rotation: fc.nat(180), scaling: fc.double({ min: 0, max: 0.9, noNaN: true }) }),
        fc.nat(1000),
        async (moves, step) => {
          const flat = tf.fill<tf.Rank.R4>([2, 5, 7, 3], 0.25);
          const moved = warp(flat, { ...moves, seed: 1 }, step);
          expect(moved.shape).to.deep.equal([2, 5, 7, 3]);
          expectClose(await moved.data(), new Float32Array(210).fill(0.25), 1e-5);
          tf.dispose([flat, moved]);
        },
      ),
      { numRuns: 15 },
    );
    const x = images();
    const [a, b] = [0, 0].map(() => warp(x, { jitter: 3, rotation: 20, scaling: 0.2, seed: 5 }, 7));
    expect([...(await a!.data())]).to.deep.equal([...(await b!.data())]);
    tf.dispose([x, a!, b!]);
  });

  it('have the gradient of a linear map: ⟨Wx, y⟩ = ⟨x, Wᵀy⟩', async () => {
    const [x, y] = [images(2, 6, 6, 1), images(2, 6, 6, 2)];
    const move = (image: tf.Tensor) =>
      warp(image as tf.Tensor4D, { jitter: 2, rotation: 30, scaling: 0.3, seed: 3 }, 1);
    const both = tf.tidy(() => {
      const back = tf.grad((image) => tf.sum(tf.mul(move(image), y)))(x);
      return tf.stack([tf.sum(tf.mul(move(x), y)), tf.sum(tf.mul(x, back))]);
    });
    const [forth, back] = await both.data();
    expect(forth).to.be.closeTo(back!, 1e-4);
    tf.dispose([x, y, both]);
  });
});

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'the Fourier basis', () => {
  it('is orthonormal', () => {
    for (const n of [1, 2, 5, 8]) {
      const { waves } = realFourierBasis(n);
      for (let a = 0; a < n; a += 1)
        for (let b = 0; b < n; b += 1) {
          let sum = 0;
          for (let i = 0; i < n; i += 1) sum += waves[a * n + i]! * waves[b * n + i]!;
          expect(sum, `${a}, ${b} of ${n}`).to.be.closeTo(a === b ? 1 : 0, 1e-6);
        }
    }
  });

  it('pulls by the transpose of what it pushes by', async () => {
    for (const [height, width, channels] of [
      [4, 6, 3],
      [5, 3, 1],
    ] as const) {
      const basis = parameterisationOf('fourier', [2, height, width, channels]);
      const g = randomTensor<tf.Rank.R4>([2, height, width, channels], 1);
      const pulled = basis.pull(g);
      const c = tf.tensor(randomArray(g.size, 2), pulled.shape);
      const both = tf.tidy(() => tf.stack([tf.sum(tf.mul(pulled, c)), tf.sum(tf.mul(g, basis.push(c)))]));
      const [there, back] = await both.data();
      expect(there).to.be.closeTo(back!, 1e-3 * Math.max(1, Math.abs(there!)));
      tf.dispose([g, pulled, c, both]);
      basis.dispose();
    }
  });
});

describeOnBackends(['cpu', 'wasm'], 'octaves', () => {
  it('grow to the full size, each its share of the steps', () => {
    const settings = { octaves: 3, octaveScale: 1.5, steps: 9 };
    expect(Array.from({ length: 9 }, (_, step) => octaveOf(step, settings))).to.deep.equal([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect([0, 1, 2].map((octave) => sizeOf(octave, [32, 48], settings))).to.deep.equal([
      [14, 21],
      [21, 32],
      [32, 48],
    ]);
  });

  it('carry over what was added, not the start', async () => {
    const start = images(1, 12, 12, 1);
    const small = tf.image.resizeBilinear(start, [8, 8], false, true);
    const same = grown(small, start, [12, 12]);
    expectClose(await same.data(), await start.data(), 1e-5);
    tf.dispose([start, small, same]);
  });

  it('dream through all sizes, and go on from any of them', () =>
    withNetwork(BRANCHED, async ({ network, start: small }) => {
      const start = tf.image.resizeBilinear(small, [16, 16], false, true);
      const flat = networkOf(
        BRANCHED.filter(({ name }) => name !== 'drop'),
        [8, 8, 3],
      );
      const run = { network: flat, start };
      const settings: SynthesisOverrides = {
        objective: 'deep-dream',
        layer: 'sum',
        octaves: 2,
        optimizer: 'adam',
        normalise: 'rms',
        steps: 6,
      };
      const whole = await finish(run, settings);
      expect(whole.state.images.shape).to.deep.equal([2, 16, 16, 3]);
      for (const until of [2, 3, 4]) {
        const part = await finish(run, settings, { until });
        const rest = await finish(run, settings, { from: part.state });
        expect([...rest.state.images.data], `broken off at ${until}`).to.deep.equal([...whole.state.images.data]);
      }
      start.dispose();
      flat.dispose();
      void network;
    }));
});

describe('starts and settings', () => {
  it('noise is the same for the same seed, different from image to image, around grey', async () => {
    const [a, b, c] = [noise([2, 8, 8, 3], 1), noise([2, 8, 8, 3], 1), noise([2, 8, 8, 3], 2)];
    const [x, y, z] = [await a.data<'float32'>(), await b.data<'float32'>(), await c.data<'float32'>()];
    expect([...x]).to.deep.equal([...y]);
    expect([...x]).not.to.deep.equal([...z]);
    expect([...x.slice(0, 192)]).not.to.deep.equal([...x.slice(192)]);
    expect(Math.abs(x.reduce((sum, value) => sum + value, 0) / x.length)).to.be.below(0.05);
    tf.dispose([a, b, c]);
  });

  it('settings that can’t be are refused by name', () => {
    expect(refused(() => resolveSynthesis('nice' as never))).to.contain('preset = nice');
    expect(refused(() => resolveSynthesis('natural', { steps: 0 }))).to.contain('a whole number from 1');
    expect(refused(() => resolveSynthesis('natural', { octaves: 1.5 }))).to.contain('octaves = 1.5');
    expect(refused(() => resolveSynthesis('natural', { l2: -1 }))).to.contain('l2 = -1');
    expect(refused(() => resolveSynthesis('natural', { normalise: 'max' as never }))).to.contain('one of none');
    expect(resolveSynthesis('published', { steps: undefined }).steps).to.equal(10_000);
  });
});
