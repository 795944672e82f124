/** The ground that all browser tests stand on: TypeScript is served, every backend starts, workers load. */
import { expect, fixture, html } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';

@customElement('toolchain-probe')
class ToolchainProbe extends LitElement {
  @property({ type: Number }) count = 1;
  override render() {
    return html`${this.count}`;
  }
}

describe('toolchain', () => {
  before(() => {
    setWasmPaths(new URL('../../assets/wasm/', import.meta.url).href);
  });

  it('is cross-origin isolated', () => {
    expect(crossOriginIsolated).to.equal(true);
  });

  for (const backend of ['cpu', 'wasm', 'webgl', 'webgpu']) {
    it(`multiplies matrices on ${backend}`, async () => {
      expect(await tf.setBackend(backend)).to.equal(true);
      const product = tf.matMul(
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
        tf.tensor2d([[5], [6]]),
      );
      expect([...(await product.data())]).to.deep.equal([17, 39]);
    });
  }

  it('serves module workers written in TypeScript', async () => {
    const worker = new Worker(new URL('../helpers/sum-worker.ts', import.meta.url), { type: 'module' });
    const answer = await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage([1, 2, 3]);
    });
    worker.terminate();
    expect(answer).to.deep.equal([6]);
  });

  it('compiles legacy decorators to reactive properties', async () => {
    const probe = await fixture<ToolchainProbe>(html`<toolchain-probe count="2"></toolchain-probe>`);
    expect(probe.shadowRoot?.textContent).to.equal('2');
    probe.count = 3;
    await probe.updateComplete;
    expect(probe.shadowRoot?.textContent).to.equal('3');
  });
});
