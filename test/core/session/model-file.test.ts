/** A live model from a file and back to one, through the real worker. */
import { expect } from '@open-wc/testing';
import { countParameters } from '../../../core/analysis/index.js';
import { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { configure } from '../../../core/runtime/configure.js';
import { LiveModelSession } from '../../../core/session/model-session.js';
import { acquireRuntime, type RuntimeLease } from '../../../core/session/runtimes.js';
import type { ModelSource, SessionSettings } from '../../../core/session/types.js';
import { randomArray } from '../../helpers/tensors.js';

const SMALL = new URL('../../fixtures/models/small/model.json', import.meta.url).href;
const KERAS3 = new URL('../../fixtures/models/keras3-functional.json', import.meta.url).href;
const IMAGES = { data: randomArray(2 * 32 * 32 * 3, 8), shape: [2, 32, 32, 3] };

async function failure(promise: Promise<unknown>): Promise<KitError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(KitError);
  return error as KitError;
}

function filesOf(blob: Blob): File[] {
  return [new File([blob], 'exported.zip')];
}

describe('a live model and files', function () {
  this.timeout(60_000);
  let lease: RuntimeLease;
  const made: LiveModelSession[] = [];
  const make = (settings: Partial<SessionSettings> = {}) => {
    const session = new LiveModelSession(`files ${made.length}`, { width: 1 / 64, batchSize: 8, ...settings });
    made.push(session);
    return session;
  };
  before(async () => {
    lease = await acquireRuntime('auto');
  });
  afterEach(async () => {
    await Promise.all(made.splice(0).map((session) => session.dispose()));
    const { tensors, owned } = await lease.client.run('device.memory', {}).result;
    expect([tensors, owned]).to.deep.equal([0, 0]);
  });
  after(() => lease.release());

  it('loads src when it is first asked, and says how far it is', async () => {
    const session = make({ src: SMALL });
    const seen = new Map<ModelSource['status'], ModelSource>();
    const note = () => {
      const { source } = session.snapshot;
      if (source) seen.set(source.status, source);
    };
    note();
    expect(session.snapshot.source).to.deep.include({ name: SMALL, status: 'waiting', metadata: undefined });
    session.subscribe(note);
    const { data, shape } = await session.ask('model.predict', { images: IMAGES });
    note();
    expect(shape).to.deep.equal([2, 3]);
    expect(data[0]! + data[1]! + data[2]!).to.be.closeTo(1, 1e-6);
    expect([...seen.keys()]).to.deep.equal(['waiting', 'loading', 'ready']);
    const { spec, classNames, parameters, source } = session.snapshot;
    expect(source!.metadata).to.include({ licence: 'MIT' });
    expect(classNames).to.deep.equal(['circle', 'square', 'triangle']);
    expect(spec.layers.at(-1)).to.include({ type: 'dense', units: 3 });
    expect(parameters).to.equal(countParameters(baseline({ width: 1 / 32, classes: 3 })).trainable);
  });

  it('gives the same answers after export and import, with all settings in the file', async () => {
    const session = make({ seed: 3 });
    const before = await session.ask('model.predict', { images: IMAGES });
    const zip = await session.exportModel();
    expect(zip.type).to.equal('application/zip');
    const other = make({ seed: 4 });
    await other.importModel(filesOf(zip));
    expect(other.snapshot.source).to.include({ name: 'exported.zip', status: 'ready' });
    const layers = ({ snapshot }: LiveModelSession) => snapshot.spec.layers.map(({ name, type }) => [name, type]);
    expect(layers(other)).to.deep.equal(layers(session));
    expect(other.snapshot.parameters).to.equal(session.snapshot.parameters);
    expect(other.snapshot.classNames).to.deep.equal(session.snapshot.dataset.classNames);
    expect(await other.ask('model.predict', { images: IMAGES })).to.deep.equal(before);
    const half = await session.exportModel({ precision: 'float16' });
    expect(half.size).to.be.below(zip.size * 0.7);
  });

  it('trains what was imported, resets to the weights of the file, and keeps them on another seed', async () => {
    const session = make();
    const source = make({ seed: 9 });
    await session.importModel(filesOf(await source.exportModel()));
    const first = await session.exportWeights();
    await session.step();
    expect(session.snapshot.step).to.equal(1);
    expect(await session.exportWeights()).not.to.deep.equal(first);
    await session.reset();
    expect(session.snapshot.step).to.equal(0);
    expect(await session.exportWeights()).to.deep.equal(first);
    session.configure({ seed: 77 });
    expect(await session.exportWeights()).to.deep.equal(first);
    session.configure({ width: 1 / 32 });
    expect(session.snapshot.source).to.equal(undefined);
    expect((await session.exportWeights())['conv0/bias']!.shape).to.deep.equal([2]);
  });

  it('changes to another source and back to random weights', async () => {
    const session = make();
    const random = await session.exportWeights();
    session.configure({ src: SMALL, labels: ['a', 'b', 'c'] });
    await session.load();
    expect(session.snapshot.classNames).to.deep.equal(['a', 'b', 'c']);
    session.configure({ labels: undefined });
    expect(session.snapshot.classNames).to.deep.equal(['circle', 'square', 'triangle']);
    session.configure({ src: undefined });
    expect(session.snapshot.source).to.equal(undefined);
    expect(session.snapshot.classNames).to.have.length(10);
    expect(await session.exportWeights()).to.deep.equal(random);
  });

  it('keeps the network that was there when an import fails', async () => {
    const session = make();
    const before = await session.ask('model.predict', { images: IMAGES });
    const { snapshot } = session;
    const text = new File(['hello'], 'notes.txt');
    expect(await failure(session.importModel([text]))).to.include({ code: 'bad-spec' });
    expect(await failure(session.importModel([]))).to.include({ code: 'bad-spec' });
    expect(await failure(session.importModel('/no/such/model.json'))).to.include({ code: 'fetch-failed' });
    expect(await failure(session.importModel('http://['))).to.include({ code: 'invalid-argument' });
    expect(session.snapshot).to.equal(snapshot);
    expect(await session.ask('model.predict', { images: IMAGES })).to.deep.equal(before);
  });

  it('says what is wrong with src, tries again when asked again, and counts what it can', async () => {
    const missing = make({ src: '/no/such/model.json' });
    expect((await failure(missing.load())).code).to.equal('fetch-failed');
    expect(missing.snapshot.source).to.deep.include({ status: 'failed' });
    expect(missing.snapshot.source!.error!.message).to.match(/404/);
    missing.configure({ src: SMALL });
    await missing.load();
    expect(missing.snapshot.source!.status).to.equal('ready');

    // The file is a test's fixture, with the model one level down: no model itself.
    const odd = make({ src: KERAS3 });
    expect((await failure(odd.ask('model.predict', { images: IMAGES }))).code).to.equal('bad-spec');
    expect((await failure(odd.train())).code).to.equal('bad-spec');
    expect(odd.snapshot).to.include({ phase: 'failed' });
  });

  it('describes a file that does not run', async () => {
    const json = {
      class_name: 'Sequential',
      config: {
        name: 'odd',
        layers: [
          { class_name: 'InputLayer', config: { name: 'image', batch_shape: [null, 8, 8, 3] } },
          { class_name: 'Conv2D', config: { name: 'conv', filters: 4, kernel_size: 3, activation: 'gelu' } },
          { class_name: 'Flatten', config: { name: 'flat' } },
          { class_name: 'Dense', config: { name: 'out', units: 2 } },
        ],
      },
    };
    const url = URL.createObjectURL(new Blob([JSON.stringify(json)]));
    const session = make();
    const error = await failure(session.importModel([new File([JSON.stringify(json)], 'model.json')]));
    expect(error).to.include({ code: 'unsupported-layer', layer: 'conv' });
    expect(error.message).to.match(/gelu/);
    expect((await failure(session.importModel(url))).code).to.equal('invalid-argument');
    URL.revokeObjectURL(url);
  });

  it('keeps to the size that the page allows', async () => {
    configure({ maxModelBytes: 10_000 });
    try {
      const error = await failure(make({ src: SMALL }).load());
      expect(error.code).to.equal('bad-weights');
      expect(error.message).to.match(/maxModelBytes/);
    } finally {
      configure({ maxModelBytes: 128 * 1024 * 1024 });
    }
  });

  it('lets the last of several sources win', async () => {
    const zip = filesOf(await make({ seed: 1 }).exportModel());
    const session = make();
    const slow = session.importModel(zip);
    session.configure({ src: SMALL });
    expect((await failure(slow)).code).to.equal('aborted');
    await session.load();
    expect(session.snapshot.classNames).to.have.length(3);
    const imports = await Promise.allSettled([session.importModel(zip), session.importModel(zip)]);
    expect(imports.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    expect((await session.ask('model.predict', { images: IMAGES })).shape).to.deep.equal([2, 10]);
  });

  it('starts from the features of init with a new last layer, frozen or not', async () => {
    const session = make({ init: SMALL, freeze: 'features' });
    const source = make({ src: SMALL });
    await session.load();
    const { spec, parameters, classNames, dataset } = session.snapshot;
    expect(spec.layers.at(-1)).to.include({ units: 10 });
    expect(parameters).to.equal(16 * 10 + 10);
    expect(classNames).to.deep.equal(dataset.classNames);
    await session.step();
    await session.step();
    const [original, learned] = [await source.exportWeights(), await session.exportWeights()];
    for (const [name, weight] of Object.entries(learned)) {
      if (name.startsWith('logits/')) expect(weight.shape.at(-1)).to.equal(10);
      else expect(weight, name).to.deep.equal(original[name]);
    }
    session.configure({ freeze: undefined });
    await session.step();
    expect((await session.exportWeights())['conv0/kernel']).not.to.deep.equal(original['conv0/kernel']);
  });

  it('refuses settings that contradict each other, and keeps the last good ones', async () => {
    const session = make();
    const code = (settings: Partial<SessionSettings>) => {
      try {
        session.configure(settings);
      } catch (thrown) {
        return (thrown as KitError).code;
      }
      return 'taken';
    };
    const { snapshot } = session;
    expect(code({ src: SMALL, init: SMALL })).to.equal('invalid-argument');
    expect(code({ freeze: 'features' })).to.equal('invalid-argument');
    expect(code({ init: SMALL, freeze: 'all' as 'features' })).to.equal('invalid-argument');
    expect(session.snapshot).to.equal(snapshot);
  });
});
