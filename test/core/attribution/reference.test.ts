/** Every method of the float64 reference, to its tolerance, on each backend. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { classActivationMap } from '../../../core/attribution/cam.js';
import { deconvnet } from '../../../core/attribution/deconvnet.js';
import { gradCam } from '../../../core/attribution/grad-cam.js';
import { gradientTimesInput } from '../../../core/attribution/gradient-times-input.js';
import { guidedBackprop } from '../../../core/attribution/guided-backprop.js';
import { imageGradient } from '../../../core/attribution/image-gradient.js';
import { integratedGradients } from '../../../core/attribution/integrated-gradients.js';
import { lastMapLayer } from '../../../core/attribution/layers.js';
import { occlusion } from '../../../core/attribution/occlusion.js';
import { predictedClasses, type Target } from '../../../core/attribution/target.js';
import { Network } from '../../../core/models/network.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose } from '../../helpers/tensors.js';
import { loadReference, REFERENCE_TOLERANCE } from '../models/reference.js';
import { loadAttributions, type Numbers } from './reference-attributions.js';

const cases = await loadReference();
const attributions = await loadAttributions();

cases.forEach((reference, i) => {
  const expected = attributions[i]!;

  // A group within the group, so that its network is gone when the tensors are counted.
  describeOnBackends(['cpu', 'wasm', 'webgpu'], `attribution, ${reference.kind} of the reference`, () =>
    describe('', () => {
      let network: Network;
      let images: tf.Tensor4D;
      const classes = [...reference.predicted];
      const logit: Target = { quantity: 'logit', classes };
      const probability: Target = { quantity: 'probability', classes };

      beforeEach(() => {
        network = new Network(reference.spec, { seed: 0 });
        network.setWeights(reference.weights);
        images = tf.tensor4d(reference.images.data, reference.images.shape as [number, number, number, number]);
      });
      afterEach(() => {
        images.dispose();
        network.dispose();
      });

      async function expectNumbers(actual: tf.Tensor, numbers: Numbers): Promise<void> {
        expect(actual.shape).to.deep.equal([...numbers.shape]);
        expectClose(await actual.data(), numbers.data, REFERENCE_TOLERANCE);
        actual.dispose();
      }

      it('predicts the same classes', async () => {
        expect(await predictedClasses(network, images)).to.deep.equal(classes);
      });
      it('gradient of the logit', () => expectNumbers(imageGradient(network, images, logit), expected.gradient));
      it('gradient of the probability', () =>
        expectNumbers(imageGradient(network, images, probability), expected.gradientOfProbability));
      it('gradient × input', () =>
        expectNumbers(gradientTimesInput(network, images, logit), expected.gradientTimesInput));
      it('deconvnet', () => expectNumbers(deconvnet(network, images, logit), expected.deconvnet));
      it('guided backprop', () => expectNumbers(guidedBackprop(network, images, logit), expected.guidedBackprop));

      it('integrated gradients', async () => {
        const { steps, value } = expected.integratedGradients;
        const { attribution, scores, baselineScores } = await integratedGradients(network, images, logit, {
          steps,
          baseline: 'grey',
        });
        await expectNumbers(attribution, value);
        tf.dispose([scores, baselineScores]);
      });

      it('Grad-CAM, at the layer’s size, with and without the ReLU', async () => {
        const { tap, value, signed } = expected.gradCam;
        expect(lastMapLayer(network)).to.equal(tap);
        await expectNumbers(gradCam(network, images, logit, { layer: tap }), value);
        await expectNumbers(gradCam(network, images, logit, { layer: tap, relu: false }), signed);
      });

      it('CAM and its bias', async () => {
        const { map, bias, layer } = classActivationMap(network, images, logit);
        expect(layer).to.equal(expected.cam.tap);
        expectClose(await bias.data(), expected.cam.bias, REFERENCE_TOLERANCE);
        bias.dispose();
        await expectNumbers(map, expected.cam.value);
      });

      it('occlusion', async () => {
        const { window, stride, fill, probability: scores, unoccluded } = expected.occlusion;
        const result = await occlusion(network, images, probability, { window, stride, fill });
        expect([3, result.rows, result.columns]).to.deep.equal([...scores.shape]);
        expectClose(result.scores, scores.data, REFERENCE_TOLERANCE);
        expectClose(result.unoccluded, unoccluded, REFERENCE_TOLERANCE);
      });
    }),
  );
});
