/**
 * The real worker through the real client: a narrow network on real images. Slow things (a long run, learning) are
 * tested end to end; this is about the contract.
 */
import { expect } from '@open-wc/testing';
import { datasetRequest } from '../../../core/session/dataset-request.js';
import { DEFAULT_SETTINGS } from '../../../core/session/settings.js';
import { acquireRuntime, type RuntimeLease } from '../../../core/session/runtimes.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { resolveConfig } from '../../../core/training/recipes.js';
import type { StepPoint, TrainingConfig } from '../../../core/types.js';

const spec = baseline({ width: 1 / 16 });
const source = datasetRequest(DEFAULT_SETTINGS);
const config: TrainingConfig = {
  ...resolveConfig('quick', { seed: 3, batchSize: 8 }, { architecture: spec, trainSize: 5000 }),
  evaluateEvery: 1_000_000,
};

describe('the worker', () => {
  let lease: RuntimeLease;
  before(async function () {
    this.timeout(60_000);
    lease = await acquireRuntime('auto');
    await lease.client.run('dataset.open', { source }).result;
  });
  after(() => lease.release());

  const memory = () => lease.client.run('device.memory', {}).result;

  async function losses(model: string, steps: number, pauses = 0): Promise<number[]> {
    await lease.client.run('model.create', { model, spec, seed: 3 }).result;
    const points: StepPoint[] = [];
    for (let part = 0; part <= pauses; part++) {
      const job = lease.client.run('train.run', { model, dataset: source.name, config, steps: steps / (pauses + 1) });
      for await (const event of job) if (event.kind === 'progress') points.push(...event.value.points);
    }
    await lease.client.run('model.dispose', { model }).result;
    return points.map(({ loss }) => loss);
  }

  it('answers from a worker, with wasm where there is no usable GPU, and says why', () => {
    const { device } = lease;
    expect(device.host).to.equal('worker');
    expect(device.backend).to.equal('wasm');
    expect(device.verdicts.find(({ backend }) => backend === 'webgpu')).to.include({ status: 'rejected' });
  });

  it('gives the same losses twice for one seed over 20 steps, paused or not', async function () {
    this.timeout(120_000);
    const once = await losses('a', 20);
    expect(once).to.have.length(20);
    expect(await losses('b', 20)).to.deep.equal(once);
    expect(await losses('c', 20, 3)).to.deep.equal(once);
  });

  it('leaves no tensor behind, whether a run ends, is cancelled or fails', async function () {
    this.timeout(120_000);
    const before = await memory();
    await lease.client.run('model.create', { model: 'leak', spec, seed: 1 }).result;
    await lease.client.run('train.run', { model: 'leak', dataset: source.name, config, steps: 2 }).result;
    const during = await memory();
    expect(during.tensors - during.owned).to.equal(before.tensors - before.owned);

    const cancelled = lease.client.run('train.run', { model: 'leak', dataset: source.name, config });
    for await (const event of cancelled) if (event.kind === 'progress') break;
    await cancelled.result.catch(() => undefined);
    const wild = { ...config, learningRate: 1e30 };
    let code = '';
    await lease.client
      .run('train.run', { model: 'leak', dataset: source.name, config: wild })
      .result.catch((error: { code: string }) => (code = error.code));
    expect(code).to.equal('diverged');
    const after = await memory();
    expect(after.tensors - after.owned).to.equal(before.tensors - before.owned);

    await lease.client.run('model.dispose', { model: 'leak' }).result;
    expect(await memory()).to.deep.equal(before);
  });

  it('lets a gesture pass a training run before five more steps are done', async function () {
    this.timeout(60_000);
    await lease.client.run('model.create', { model: 'busy', spec, seed: 1 }).result;
    const abort = new AbortController();
    let step = 0;
    let asked: Promise<number> | undefined;
    const images = { data: new Float32Array(32 * 32 * 3), shape: [1, 32, 32, 3] };
    const overtaken = await new Promise<number>((resolve, reject) => {
      const run = lease.client.run(
        'train.run',
        { model: 'busy', dataset: source.name, config },
        {
          signal: abort.signal,
          priority: 'background',
          onProgress: (progress) => {
            step = progress.step;
            if (step < 3 || asked) return;
            const from = step;
            asked = lease.client
              .run('model.predict', { model: 'busy', images }, { priority: 'gesture' })
              .result.then(() => step - from);
            asked.then(resolve, reject);
          },
        },
      );
      run.result.catch(() => undefined);
    });
    expect(overtaken).to.be.below(5);
    abort.abort();
    await lease.client.run('model.dispose', { model: 'busy' }).result;
  });

  it('two runs take turns', async function () {
    this.timeout(60_000);
    const order: string[] = [];
    await Promise.all(
      ['left', 'right'].map(async (model) => {
        await lease.client.run('model.create', { model, spec, seed: 1 }).result;
        const job = lease.client.run('train.run', { model, dataset: source.name, config, steps: 6 });
        for await (const event of job) if (event.kind === 'progress') order.push(model);
        await lease.client.run('model.dispose', { model }).result;
      }),
    );
    const firstRight = order.indexOf('right');
    expect(firstRight).to.be.above(-1);
    expect(order.lastIndexOf('left')).to.be.above(firstRight);
  });

  it('names what is wrong with a request', async () => {
    const failure = (promise: Promise<unknown>) =>
      promise.then(
        () => undefined,
        (error: { code: string }) => error.code,
      );
    expect(await failure(lease.client.run('model.weights', { model: 'nobody' }).result)).to.equal('invalid-argument');
    const broken = { ...spec, layers: [{ name: 'x', type: 'wavelet' } as never] };
    expect(await failure(lease.client.run('model.create', { model: 'x', spec: broken, seed: 1 }).result)).to.equal(
      'unsupported-layer',
    );
  });
});
