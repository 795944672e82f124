/** A model's life as the page sees it, through the real worker: what is asked, what is said, what is lost (nothing). */
import { expect } from '@open-wc/testing';
import { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { LiveModelSession } from '../../../core/session/model-session.js';
import { acquireRuntime, type RuntimeLease } from '../../../core/session/runtimes.js';
import type { SessionSettings, SessionSnapshot } from '../../../core/session/types.js';

/** So narrow that a step takes milliseconds. */
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

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: KitError) => error.code,
  );
}

describe('ModelSession', function () {
  this.timeout(60_000);
  let lease: RuntimeLease;
  const made: LiveModelSession[] = [];
  const make = (settings: Partial<SessionSettings> = {}) => {
    const session = new LiveModelSession(`test ${made.length}`, { ...TINY, ...settings });
    made.push(session);
    return session;
  };
  before(async () => {
    lease = await acquireRuntime('auto');
  });
  afterEach(async () => {
    await Promise.all(made.splice(0).map((session) => session.dispose()));
  });
  after(() => lease.release());
  const memory = () => lease.client.run('device.memory', {}).result;

  it('knows everything that arithmetic can tell before anything is downloaded', () => {
    const session = new LiveModelSession('plain');
    const { phase, parameters, totalSteps, dataset, download, device } = session.snapshot;
    expect(phase).to.equal('idle');
    expect(parameters).to.equal(489_274);
    expect(totalSteps).to.be.above(100);
    expect(dataset).to.include({ trainSize: 5000, testSize: 1000 });
    expect(download).to.equal(undefined);
    expect(device).to.equal(undefined);
    expect(Object.isFrozen(session.snapshot)).to.equal(true);
  });

  it('trains, pauses, takes one step, goes on, and resets to the weights of its seed', async () => {
    const session = make();
    const first = await session.exportWeights();
    const phases = new Set<string>();
    session.subscribe(({ phase }) => phases.add(phase));
    const run = session.train();
    await until(session, ({ step }) => step >= 3);
    await session.pause();
    await run;
    const { step, phase, points } = session.snapshot;
    expect(phase).to.equal('paused');
    expect(points.map((point) => point.step)).to.deep.equal(Array.from({ length: step }, (_, i) => i + 1));
    await session.step();
    expect(session.snapshot).to.include({ step: step + 1, phase: 'paused' });
    expect(phases).to.include('running');
    const trained = await session.exportWeights();
    expect(trained['logits/kernel']!.data).not.to.deep.equal(first['logits/kernel']!.data);
    await session.reset();
    expect(session.snapshot).to.deep.include({ step: 0, phase: 'idle', points: [], evaluations: [] });
    expect(await session.exportWeights()).to.deep.equal(first);
  });

  it('finishes a run with an evaluation of all held-out images', async () => {
    const session = make({ epochs: 0.02 });
    await session.train();
    const { phase, step, totalSteps, evaluations, samples, seen } = session.snapshot;
    expect(phase).to.equal('finished');
    expect(step).to.equal(totalSteps);
    const last = evaluations.at(-1)!;
    expect(last).to.include({ step, count: 1000 });
    expect(last.confusion.flat().reduce((a, b) => a + b)).to.equal(1000);
    expect(samples).to.have.length.above(0);
    expect(seen!.images.shape.slice(1)).to.deep.equal([24, 24, 3]);
  });

  it('takes a new learning rate from the next step on, without losing the run', async () => {
    const session = make({ schedule: 'constant', learningRate: 0.01 });
    void session.train();
    await until(session, ({ step }) => step >= 2);
    session.configure({ learningRate: 0.002 });
    await until(session, ({ points }) => points.at(-1)?.learningRate === 0.002);
    const rates = session.snapshot.points.map(({ learningRate }) => learningRate);
    expect(rates[0]).to.equal(0.01);
    expect(session.snapshot.points.map(({ step }) => step)).to.deep.equal(rates.map((_, i) => i + 1));
    await session.pause();
  });

  it('makes a new network when the seed changes, also while it trains', async () => {
    const session = make();
    void session.train();
    await until(session, ({ step }) => step >= 2);
    session.configure({ seed: 6 });
    expect(session.snapshot).to.include({ phase: 'idle', step: 0 });
    await session.step();
    expect(session.snapshot).to.include({ phase: 'paused', step: 1 });
  });

  it('refuses settings that can’t be met, and keeps the last good ones', () => {
    const session = make();
    const { settings } = session.snapshot;
    const bad: Partial<SessionSettings>[] = [
      { learningRate: -1 },
      { learningRate: Number.NaN },
      { batchSize: 5001 },
      { epochs: 0 },
      { architecture: 'resnet' as never },
      { dataset: 'imagenet' as never },
      { recipe: 'secret' as never },
    ];
    for (const changes of bad) {
      expect(() => session.configure(changes), JSON.stringify(changes))
        .to.throw(KitError)
        .with.property('code', 'invalid-argument');
      expect(session.snapshot.settings).to.equal(settings);
    }
  });

  it('stops a run that diverges, back at the last good state, and can go on from there', async () => {
    const session = make({ learningRate: 1e25, schedule: 'constant' });
    expect(await codeOf(session.train())).to.equal('diverged');
    const { phase, error, step, points } = session.snapshot;
    expect(phase).to.equal('failed');
    expect(error!.message).to.match(/diverged at step \d+/);
    expect(points.every((point) => point.step <= step)).to.equal(true);
    session.configure({ learningRate: 0.01 });
    await session.step();
    expect(session.snapshot).to.include({ phase: 'paused', step: step + 1, error: undefined });
  });

  it('says which file is missing, and goes on once it is there', async () => {
    const session = make({ dataset: 'cifar10', dataUrl: '/nowhere' });
    expect(await codeOf(session.train())).to.equal('fetch-failed');
    expect(session.snapshot.phase).to.equal('failed');
    expect(session.snapshot.error!.message).to.contain('/nowhere/');
    session.configure({ dataset: 'cifar10-mini' });
    await session.step();
    expect(session.snapshot).to.include({ phase: 'paused', step: 1 });
  });

  it('leaves memory flat over 200 cycles of train, pause and reset', async () => {
    const session = make();
    const cycle = async () => {
      const run = session.train();
      await until(session, ({ step }) => step >= 1);
      await session.pause();
      await run;
      await session.reset();
    };
    await cycle();
    const before = await memory();
    for (let i = 0; i < 200; i++) await cycle();
    expect(await memory()).to.deep.equal(before);
  });
});
