/** The float64 reference: ten steps of class maximisation and one step of the gradient's sign, on each backend. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { Network } from '../../../core/models/network.js';
import { attack } from '../../../core/synthesis/attack.js';
import { resolveSynthesis } from '../../../core/synthesis/settings.js';
import { Synthesis } from '../../../core/synthesis/synthesis.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose } from '../../helpers/tensors.js';
import { loadReference, REFERENCE_TOLERANCE } from '../models/reference.js';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface ReferenceSynthesis {
  readonly classMaximisation: {
    readonly learningRate: number;
    readonly steps: number;
    /** [steps][image], before each step. */
    readonly scores: readonly (readonly number[])[];
    readonly final: Numbers;
  };
  /** ε in the unit of the images, whose range is 2. */
  readonly fgsm: { readonly epsilon: number; readonly labels: readonly number[]; readonly value: Numbers };
}

const cases = await loadReference();
const response = await fetch(new URL('../../fixtures/convnets.json', import.meta.url));
const { cases: expected } = (await response.json()) as { cases: readonly ReferenceSynthesis[] };

cases.forEach((reference, i) => {
  const { classMaximisation, fgsm } = expected[i]!;
  describeOnBackends(['cpu', 'wasm', 'webgpu'], `synthesis, ${reference.kind} of the reference`, () =>
    describe('', function () {
      // In software a GPU takes its time.
      this.timeout(180_000);
      let network: Network;
      let images: tf.Tensor4D;
      beforeEach(() => {
        network = new Network(reference.spec, { seed: 0, weights: reference.weights });
        images = tf.tensor4d(reference.images.data, reference.images.shape as [number, number, number, number]);
      });
      afterEach(() => {
        images.dispose();
        network.dispose();
      });

      it('class maximisation: every score and the last image', async () => {
        const { learningRate, steps, scores, final } = classMaximisation;
        const settings = resolveSynthesis('published', { learningRate, steps });
        const run = new Synthesis(network, settings, images, { targets: reference.predicted });
        const seen: tf.Tensor1D[] = [];
        while (!run.done) {
          const { logits, scores: own } = run.advance();
          logits.dispose();
          seen.push(own);
        }
        expect(seen).to.have.lengthOf(steps);
        for (const [step, own] of seen.entries()) expectClose(await own.data(), scores[step]!, REFERENCE_TOLERANCE);
        const { images: last, step } = await run.state();
        expect(step).to.equal(steps);
        expect(last.shape).to.deep.equal([...final.shape]);
        expectClose(last.data, final.data, REFERENCE_TOLERANCE);
        tf.dispose(seen);
        run.dispose();
      });

      it('the fast gradient sign', async () => {
        const { epsilon, labels, value } = fgsm;
        const settings = { method: 'fgsm', norm: 'linf', epsilon: epsilon / 2, steps: 1, randomStart: false, seed: 1 };
        const changed = await attack(network, images, settings as never, { labels });
        expectClose(await changed.data(), value.data, REFERENCE_TOLERANCE);
        changed.dispose();
      });
    }),
  );
});
