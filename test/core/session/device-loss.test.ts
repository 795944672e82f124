/** A GPU that goes away under a run: in the page, where a test can reach the device. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { configure } from '../../../core/index.js';
import { LiveModelSession } from '../../../core/session/model-session.js';
import type { ArchitectureSpec } from '../../../core/types.js';

/** The least that has a convolution and batch normalisation: a software GPU compiles each shader for long. */
const SMALLEST: ArchitectureSpec = {
  name: 'smallest',
  inputShape: [32, 32, 3],
  layers: [
    { name: 'conv0', type: 'conv2d', filters: 2, kernelSize: 3, strides: 4, padding: 'same' },
    { name: 'bn0', type: 'batchNorm' },
    { name: 'relu0', type: 'relu' },
    { name: 'gap', type: 'globalAveragePooling2d' },
    { name: 'logits', type: 'dense', units: 10 },
  ],
};

describe('a lost device', function () {
  this.timeout(120_000);
  before(() => configure({ worker: false }));
  after(() => configure({ worker: true }));

  it('costs nothing but the steps since the last save: training goes on with the next backend', async () => {
    const session = new LiveModelSession('lossy', {
      architecture: SMALLEST,
      backend: 'webgpu',
      batchSize: 4,
      epochs: 0.02,
      schedule: 'constant',
    });
    let destroyed = false;
    const steps: number[] = [];
    session.subscribe(({ step }) => {
      steps.push(step);
      if (step >= 3 && !destroyed) {
        destroyed = true;
        (tf.backend() as WebGPUBackend).device.destroy();
      }
    });
    await session.train();
    const { phase, device, notice, step, totalSteps, points } = session.snapshot;
    expect(destroyed).to.equal(true);
    expect(phase).to.equal('finished');
    expect(step).to.equal(totalSteps);
    expect(device).to.include({ backend: 'wasm', host: 'page' });
    expect(device!.verdicts[0]).to.include({ backend: 'webgpu', reason: 'its device was lost' });
    expect(notice).to.contain('webgpu').and.to.contain('wasm');
    expect(points.map((point) => point.step)).to.deep.equal(Array.from({ length: totalSteps }, (_, i) => i + 1));
    await session.dispose();
  });
});
