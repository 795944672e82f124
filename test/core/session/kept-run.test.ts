/** Runs that outlive their page: another session of the same name goes on as the first would have. */
import { expect } from '@open-wc/testing';
import { createStore, get, set } from 'idb-keyval';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { forgetKept, type KeptRun } from '../../../core/session/kept-run.js';
import { LiveModelSession } from '../../../core/session/model-session.js';
import { acquireRuntime, type RuntimeLease } from '../../../core/session/runtimes.js';
import type { OptimizerName } from '../../../core/types.js';
import type { SessionSettings, SessionSnapshot } from '../../../core/session/types.js';

const KEEP = 'test run';
const TINY: Partial<SessionSettings> = { architecture: baseline({ width: 1 / 64 }), batchSize: 8, epochs: 1, seed: 5 };

function until(session: LiveModelSession, what: (snapshot: SessionSnapshot) => boolean): Promise<SessionSnapshot> {
  if (what(session.snapshot)) return Promise.resolve(session.snapshot);
  return new Promise((resolve) => {
    const stop = session.subscribe((snapshot) => {
      if (!what(snapshot)) return;
      stop();
      resolve(snapshot);
    });
  });
}

describe('a kept run', function () {
  this.timeout(120_000);
  let lease: RuntimeLease;
  const made: LiveModelSession[] = [];
  const make = (settings: Partial<SessionSettings> = {}) => {
    const session = new LiveModelSession(`kept ${made.length}`, { ...TINY, keep: KEEP, ...settings });
    made.push(session);
    return session;
  };
  before(async () => {
    lease = await acquireRuntime('auto');
  });
  afterEach(async () => {
    await Promise.all(made.splice(0).map((session) => session.dispose()));
    await forgetKept(KEEP);
    const { tensors, owned } = await lease.client.run('device.memory', {}).result;
    expect([tensors, owned]).to.deep.equal([0, 0]);
  });
  after(() => lease.release());

  async function steps(session: LiveModelSession, count: number): Promise<void> {
    for (let i = 0; i < count; i++) await session.step();
  }

  it('is stored only where the page asks for it', async () => {
    const session = make({ keep: undefined });
    await session.step();
    const names = (await indexedDB.databases()).map(({ name }) => name);
    expect(names).not.to.include('convnet-elements');
  });

  for (const optimizer of ['nesterov', 'adam'] as const satisfies OptimizerName[]) {
    it(`goes on exactly where it was, with the state of ${optimizer}`, async () => {
      const whole = make({ keep: undefined, optimizer });
      await steps(whole, 6);
      const first = make({ optimizer });
      await steps(first, 3);
      await first.dispose();

      const second = make({ optimizer });
      expect(second.snapshot.step).to.equal(0);
      const shown = await until(second, ({ step }) => step === 3);
      expect(shown.phase).to.equal('paused');
      expect(shown.notice).to.match(/^Goes on from step 3/);
      expect(shown.points).to.deep.equal(whole.snapshot.points.slice(0, 3));
      await steps(second, 3);
      expect(second.snapshot.points).to.deep.equal(whole.snapshot.points);
      expect(await second.exportWeights()).to.deep.equal(await whole.exportWeights());
    });
  }

  it('is trained on at once, without waiting for it to be shown', async () => {
    const first = make();
    await steps(first, 2);
    const second = make();
    await second.step();
    expect(second.snapshot).to.include({ step: 3, phase: 'paused' });
  });

  it('keeps what the reader has set, and belongs to the page’s own settings', async () => {
    const first = make();
    await first.load();
    first.configure({ seed: 11, learningRate: 0.01 });
    await steps(first, 2);
    const same = make();
    const { settings } = await until(same, ({ step }) => step === 2);
    expect(settings).to.include({ seed: 11, learningRate: 0.01 });
    const other = make({ seed: 6 });
    await other.load();
    expect(other.snapshot).to.include({ step: 0, phase: 'idle' });
  });

  it('keeps a network that came from a file', async () => {
    const src = new URL('../../fixtures/models/small/model.json', import.meta.url).href;
    const first = make({ architecture: 'baseline', init: src, freeze: 'features' });
    await steps(first, 2);
    const second = make({ architecture: 'baseline', init: src, freeze: 'features' });
    const { spec, source } = await until(second, ({ step }) => step === 2);
    expect(spec).to.deep.equal(first.snapshot.spec);
    expect(source).to.include({ status: 'ready' });
    expect(await second.exportWeights()).to.deep.equal(await first.exportWeights());
  });

  it('is forgotten at a reset', async () => {
    const first = make();
    await steps(first, 2);
    await first.reset();
    const second = make();
    await second.load();
    expect(second.snapshot.step).to.equal(0);
  });

  it('is passed over where it is of another version, and begun anew where it is damaged', async () => {
    const first = make();
    const fresh = await first.exportWeights();
    await steps(first, 2);
    const store = createStore('convnet-elements', 'runs');
    const kept = (await get<KeptRun>(KEEP, store))!;
    await set(KEEP, { ...kept, version: 99 }, store);
    const newer = make();
    await newer.load();
    expect(newer.snapshot.step).to.equal(0);

    const [name] = Object.keys(kept.state.weights);
    const weights = { ...kept.state.weights, [name!]: { data: new Float32Array(1), shape: [1] } };
    await set(KEEP, { ...kept, state: { ...kept.state, weights } }, store);
    const second = make();
    expect(await second.exportWeights()).to.deep.equal(fresh);
    expect(second.snapshot.step).to.equal(0);
    expect(second.snapshot.notice).to.match(/damaged; it begins anew/);
    await set(KEEP, { ...kept, state: { ...kept.state, slots: {} } }, store);
    const third = make();
    await until(third, ({ step }) => step === 2);
    const code = await third.step().catch((thrown: { code: string }) => thrown.code);
    expect(code).to.equal('bad-weights');
  });
});
