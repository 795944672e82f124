/** Batch normalisation taken into convolutions: the same outputs and gradients, layers that are asked for still there. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { foldBatchNorm } from '../../../core/models/fold.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose } from '../../helpers/tensors.js';
import { BRANCHED, images, networkOf } from '../attribution/networks.js';

describeOnBackends(['cpu', 'wasm'], 'a folded network', () => {
  for (const kept of [[], ['bn1'], ['conv1']]) {
    it(`says what the network says${kept.length === 0 ? '' : `, and keeps ${kept.join()}`}`, async () => {
      const network = networkOf(BRANCHED);
      const folded = foldBatchNorm(network, new Set(kept));
      const x = images();
      const answers = [network, folded].map((one) => one.apply(x, { taps: [...kept, 'relu1'] }));
      const [a, b] = answers;
      expectClose(await b!.logits.data(), await a!.logits.data(), 1e-5);
      for (const name of [...kept, 'relu1']) {
        expectClose(await b!.taps[name]!.data(), await a!.taps[name]!.data(), 1e-5);
      }
      const gradients = [network, folded].map((one) =>
        tf.tidy(() => tf.grad((y) => tf.sum(one.apply(y as tf.Tensor4D).logits))(x)),
      );
      expectClose(await gradients[1]!.data(), await gradients[0]!.data(), 1e-5);
      expect(folded.layers.some(({ layer }) => layer.type === 'batchNorm')).to.equal(kept.length > 0);
      tf.dispose([x, ...gradients, ...answers.flatMap(({ logits, taps }) => [logits, ...Object.values(taps)])]);
      network.dispose();
      folded.dispose();
    });
  }
});
