/** A live model on a reader's own pictures, through the real worker. */
import { expect } from '@open-wc/testing';
import { zipSync } from 'fflate';
import type { KitError } from '../../../core/errors.js';
import { LiveModelSession } from '../../../core/session/model-session.js';
import { acquireRuntime, type RuntimeLease } from '../../../core/session/runtimes.js';
import type { SessionSettings } from '../../../core/session/types.js';
import { picture } from '../data/images/pictures.js';

const COLOURS = { red: '#f00', green: '#0f0', blue: '#00f' };

/** Three classes that a network learns in a few steps: pictures of one colour, each with a spot elsewhere. */
async function colourZip(count: number): Promise<File> {
  const files: Record<string, Uint8Array> = {};
  for (const [name, colour] of Object.entries(COLOURS)) {
    for (let i = 0; i < count; i++) {
      const blob = await picture(40, 40, (context) => {
        context.fillStyle = colour;
        context.fillRect(0, 0, 40, 40);
        context.fillStyle = '#888';
        context.fillRect((i * 7) % 30, (i * 11) % 30, 10, 10);
      });
      files[`${name}/${i}.png`] = new Uint8Array(await blob.arrayBuffer());
    }
  }
  files['red/broken.png'] = new Uint8Array(10);
  return new File([zipSync(files).slice()], 'colours.zip');
}

describe('own pictures', function () {
  this.timeout(120_000);
  let lease: RuntimeLease;
  let zip: File;
  const made: LiveModelSession[] = [];
  const make = (settings: Partial<SessionSettings> = {}) => {
    const session = new LiveModelSession(`own ${made.length}`, {
      ...{ width: 1 / 16, batchSize: 24, epochs: 20, learningRate: 0.05, augment: 'none' },
      ...settings,
    });
    made.push(session);
    return session;
  };
  before(async () => {
    lease = await acquireRuntime('auto');
    zip = await colourZip(20);
  });
  afterEach(async () => {
    await Promise.all(made.splice(0).map((session) => session.dispose()));
    const { tensors, owned } = await lease.client.run('device.memory', {}).result;
    expect([tensors, owned]).to.deep.equal([0, 0]);
  });
  after(() => lease.release());

  it('train a network, which is exported, imported elsewhere and gives the same answers', async () => {
    const session = make();
    let read = 0;
    const leftOut = await session.importDataset([zip], { onProgress: (done) => (read = done) });
    expect(leftOut.map(({ path, error }) => [path, error.code])).to.deep.equal([['red/broken.png', 'bad-data']]);
    expect(read).to.be.above(0);
    expect(session.snapshot.dataset).to.deep.include({
      ...{ name: 'own pictures', classNames: ['blue', 'green', 'red'], trainSize: 48, testSize: 12 },
    });
    expect(session.snapshot.classNames).to.deep.equal(['blue', 'green', 'red']);
    expect(session.snapshot.spec.layers.at(-1)).to.include({ units: 3 });
    await session.train();
    expect(session.snapshot.phase).to.equal('finished');
    const last = session.snapshot.evaluations.at(-1)!;
    expect(last.count).to.equal(12);
    expect(last.accuracy).to.be.above(0.9);

    const { images, labels } = await session.ask('dataset.samples', { split: 'test', indices: [0, 1, 2, 3] });
    const before = await session.ask('model.predict', { images });
    const fresh = make();
    await fresh.importModel([new File([await session.exportModel()], 'colours.zip')]);
    expect(fresh.snapshot.classNames).to.deep.equal(['blue', 'green', 'red']);
    expect(await fresh.ask('model.predict', { images })).to.deep.equal(before);
    expect(labels).to.have.length(4);
    expect(fresh.snapshot.source!.metadata).to.deep.include({ trainedOn: 'own pictures' });
  });

  it('give way to the data set that the settings name, and fail without losing it', async () => {
    const session = make();
    const { spec } = session.snapshot;
    const code = async (promise: Promise<unknown>) => promise.then(() => 'taken', (error: KitError) => error.code); // prettier-ignore
    expect(await code(session.importDataset([]))).to.equal('bad-data');
    expect(await code(session.importDataset([zip], { signal: AbortSignal.abort() }))).to.equal('aborted');
    expect(session.snapshot.dataset.name).to.equal('cifar10-mini');
    await session.importDataset([zip]);
    expect(session.snapshot.dataset.name).to.equal('own pictures');
    session.configure({ seed: 9 });
    expect(session.snapshot.dataset.name).to.equal('own pictures');
    session.configure({ dataset: 'cifar10-mini' });
    expect(session.snapshot.dataset.name).to.equal('cifar10-mini');
    expect(session.snapshot.spec).to.deep.equal(spec);
    await session.step();
    expect(session.snapshot.step).to.equal(1);
  });

  it('are refused by a network of other classes, in words', async () => {
    const src = new URL('../../fixtures/models/small/model.json', import.meta.url).href;
    const session = make({ src });
    await session.load();
    const error: KitError = await session.train().then(() => expect.fail('it trained'), (thrown: KitError) => thrown); // prettier-ignore
    expect(error.code).to.equal('invalid-argument');
    expect(error.message).to.match(/3 classes apart, but cifar10-mini has 10/);
    await session.importDataset([zip]);
    await session.step();
    expect(session.snapshot).to.include({ step: 1, phase: 'paused' });
  });

  it('are fitted one by one, a broken one stopping no other', async () => {
    const session = make();
    const red = await picture(60, 30, (context) => {
      context.fillStyle = '#f00';
      context.fillRect(0, 0, 60, 30);
    });
    const bitmap = await createImageBitmap(red);
    const pictures = [
      { name: 'a.png', picture: red },
      { name: 'b.svg', picture: new Blob(['<svg></svg>']) },
      { name: 'still', picture: bitmap },
    ];
    const { images, kept, faults } = await session.ask('images.fit', { pictures, height: 4, width: 6 });
    expect(images.shape).to.deep.equal([2, 4, 6, 3]);
    expect(kept).to.deep.equal([0, 2]);
    expect([...images.data.subarray(0, 6)]).to.deep.equal([255, 0, 0, 255, 0, 0]);
    expect(faults.map(({ path, error }) => [path, error.code])).to.deep.equal([['b.svg', 'bad-data']]);
    bitmap.close();
  });
});
