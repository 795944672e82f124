/** Data sets of a reader's own pictures: from folders and archives, with what can't be read left out in words. */
import { expect } from '@open-wc/testing';
import { zipSync } from 'fflate';
import { KitError } from '../../../../core/errors.js';
import { type Imported, importImages } from '../../../../core/data/images/import.js';
import type { PickedFile, PictureSetSettings } from '../../../../core/runtime/protocol.js';
import { picture, quarters } from './pictures.js';

const COLOURS = { red: [255, 0, 0], green: [0, 255, 0], blue: [0, 0, 255] } as const;
type Colour = keyof typeof COLOURS;

async function plain(colour: string): Promise<Blob> {
  return picture(9, 7, (context, width, height) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
  });
}
const colours: Readonly<Record<Colour, Blob>> = {
  red: await plain('#f00'),
  green: await plain('#0f0'),
  blue: await plain('#00f'),
};

function folders(count: number, prefix = ''): PickedFile[] {
  return (Object.keys(COLOURS) as Colour[]).flatMap((colour) =>
    Array.from({ length: count }, (_, i) => ({ path: `${prefix}${colour}/${i}.png`, blob: colours[colour] })),
  );
}

const load = (files: readonly PickedFile[], settings: Partial<PictureSetSettings> = {}, breathe = async () => {}) =>
  importImages(files, 'own', { imageSize: 4, seed: 1, ...settings }, { breathe });

async function refusal(promise: Promise<unknown>): Promise<KitError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(KitError);
  return error as KitError;
}

/** Every picture has the colour that its class is named after. */
function expectTrue({ dataset }: Imported): void {
  const { info } = dataset;
  for (const [split, size] of [
    ['train', info.trainSize],
    ['test', info.testSize],
  ] as const) {
    const all = Array.from({ length: size }, (_, i) => i);
    const pixels = dataset.images(split, all);
    dataset.labels(split, all).forEach((label, i) => {
      const name = info.classNames[label] as Colour;
      expect([...pixels.subarray(i * 48, i * 48 + 3)], `${split} ${i}`).to.deep.equal([...COLOURS[name]]);
    });
  }
}

describe('a data set of own pictures', () => {
  it('comes from folders, with a share of each class held out, the same for the same seed', async () => {
    const seen: [number, number][] = [];
    const hooks = { breathe: async () => {}, onProgress: (...at: [number, number]) => void seen.push(at) };
    const imported = await importImages(folders(10), 'own', { imageSize: 4, seed: 1 }, hooks);
    const { info } = imported.dataset;
    expect(info).to.deep.equal({
      name: 'own',
      classNames: ['blue', 'green', 'red'],
      imageShape: [4, 4, 3],
      trainSize: 24,
      testSize: 6,
      firstBytes: 24 * 48,
      totalBytes: 30 * 48,
    });
    expect(imported.problems).to.deep.equal([]);
    expect(seen.at(-1)).to.deep.equal([30, 30]);
    expectTrue(imported);
    const labels = imported.dataset.labels('test', [0, 1, 2, 3, 4, 5]);
    expect([...labels].sort()).to.deep.equal([0, 0, 1, 1, 2, 2]);
    const again = await load(folders(10));
    expect(again.dataset.images('train', [0, 9, 23])).to.deep.equal(imported.dataset.images('train', [0, 9, 23]));
    expect((await load(folders(10), { testShare: 0.5 })).dataset.info.testSize).to.equal(15);
    expect((await load(folders(10), { testShare: 0 })).dataset.info.testSize).to.equal(0);
    expect((await load(folders(2))).dataset.info).to.include({ trainSize: 3, testSize: 3 });
  });

  it('comes from a zip archive with a test set of its own', async () => {
    const files: Record<string, Uint8Array> = {};
    for (const { path, blob } of [...folders(3, 'shapes/train/'), ...folders(2, 'shapes/test/')]) {
      files[path] = new Uint8Array(await blob.arrayBuffer());
    }
    files['shapes/README.txt'] = new TextEncoder().encode('{"made": "by a test"}');
    const imported = await load([{ path: 'shapes.zip', blob: new Blob([zipSync(files).slice()]) }]);
    expect(imported.dataset.info).to.include({ trainSize: 9, testSize: 6 });
    // The folder of the README is a class without a picture.
    expect(imported.problems.map(({ error }) => error.message)).to.deep.equal([
      'shapes/README.txt is text, not a picture.',
      'shapes has no picture to learn from and is no class.',
    ]);
    expectTrue(imported);
  });

  it('leaves out what can’t be read, in a sentence each, and keeps the rest', async () => {
    const bad: PickedFile[] = [
      { path: 'red/empty.png', blob: new Blob([]) },
      { path: 'green/drawing.svg', blob: new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>']) },
      { path: 'blue/cut.png', blob: colours.blue.slice(0, 40) },
      { path: 'loose.png', blob: colours.red },
      { path: 'purple/none.txt', blob: new Blob(['<p>']) },
    ];
    const imported = await load([...bad, ...folders(3)]);
    expect(imported.dataset.info).to.deep.include({ classNames: ['blue', 'green', 'red'], trainSize: 6, testSize: 3 });
    expect(imported.problems.map(({ path, error }) => [path, error.message])).to.deep.equal([
      ['loose.png', 'loose.png lies in no folder that names its class.'],
      ['purple/none.txt', 'purple/none.txt is text, not a picture.'],
      ['blue/cut.png', 'blue/cut.png is damaged: it can’t be unpacked.'],
      ['green/drawing.svg', 'green/drawing.svg is an SVG drawing, which has no pixels of its own; save it as PNG.'],
      ['red/empty.png', 'red/empty.png is empty.'],
      ['purple', 'purple has no picture to learn from and is no class.'],
    ]);
    expectTrue(imported);
  });

  it('needs two classes, and says what is missing', async () => {
    const words = async (files: readonly PickedFile[]) => {
      const error = await refusal(load(files));
      expect(error.code).to.equal('bad-data');
      return error.message;
    };
    expect(await words([])).to.match(/^No picture could be read\. Put the pictures of each class into a folder/);
    expect(await words([{ path: 'a.png', blob: colours.red }])).to.match(/lies in no folder/);
    expect(await words(folders(3).slice(0, 3))).to.match(/^There is one class\./);
    expect(await words([{ path: 'x.zip', blob: new Blob([zipSync({}).slice(0, 5)]) }])).to.match(/damaged zip/);
    const many = Array.from({ length: 1001 }, (_, i) => ({ path: `${i}/a.png`, blob: colours.red }));
    expect(await words(many)).to.match(/1001 folders of pictures; up to 1000/);
    expect((await refusal(load(folders(2), { testShare: 1 }))).code).to.equal('invalid-argument');
    expect((await refusal(load(folders(2), { imageSize: 0 }))).code).to.equal('invalid-argument');
  });

  it('takes thousands of files, and stops when asked to', async function () {
    this.timeout(60_000);
    const broken = new Blob([]);
    const files = [...folders(4), ...Array.from({ length: 10_000 }, (_, i) => ({ path: `red/${i}.x`, blob: broken }))];
    const begin = performance.now();
    const imported = await load(files);
    expect(performance.now() - begin).to.be.below(20_000);
    expect(imported.problems).to.have.length(10_000);
    expect(imported.dataset.info).to.include({ trainSize: 9, testSize: 3 });
    let left = 3;
    const stop = async () => {
      if (--left === 0) throw new KitError('aborted', 'The request was cancelled.');
    };
    expect((await refusal(load(files, {}, stop))).code).to.equal('aborted');
  });

  it('answers as any data set does', async () => {
    const { dataset } = await load(folders(5));
    let told = 0;
    await dataset.load({ onProgress: ({ ready, receivedBytes }) => (told = ready ? receivedBytes : -1) });
    expect(told).to.equal(dataset.info.totalBytes);
    await dataset.whenTrainImages(99);
    await dataset.whenTestImages();
    expect(dataset.shardSizes).to.deep.equal([12]);
    for (const index of [-1, 12, 0.5]) {
      expect(() => dataset.images('train', [index]))
        .to.throw(KitError)
        .with.property('code', 'invalid-argument');
      expect(() => dataset.labels('train', [index]))
        .to.throw(KitError)
        .with.property('code', 'invalid-argument');
    }
  });

  it('keeps a picture’s own look', async () => {
    const blob = await picture(40, 20, quarters);
    const files = ['a', 'b'].flatMap((name) => [{ path: `${name}/1.png`, blob }, { path: `${name}/2.png`, blob }]); // prettier-ignore
    const { dataset } = await load(files, { fit: 'stretch' });
    const pixels = dataset.images('train', [0]);
    expect([...pixels.subarray(0, 3), ...pixels.subarray(9, 12), ...pixels.subarray(36, 39)]).to.deep.equal([
      ...[255, 0, 0, 0, 255, 0, 0, 0, 255],
    ]);
  });
});
