/** PNGs and labels: exact to the byte against another encoder and another decoder, and worded errors for all else. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { decodeImages, decodeLabels } from '../../../core/data/decode.js';
import { KitError } from '../../../core/errors.js';
import { encodePng, numberedImages } from './fake-source.js';

const fixture = async (name: string) =>
  new Uint8Array(await (await fetch(new URL(`../../fixtures/data/${name}`, import.meta.url))).arrayBuffer());
const text = (content: string) => new TextEncoder().encode(content);

async function failure(run: () => unknown): Promise<KitError> {
  try {
    await run();
  } catch (thrown) {
    expect(thrown).to.be.instanceOf(KitError);
    return thrown as KitError;
  }
  return expect.fail('nothing was thrown');
}

async function badData(run: () => unknown, sentence: string | RegExp): Promise<void> {
  const { code, message } = await failure(run);
  expect(code).to.equal('bad-data');
  if (typeof sentence === 'string') expect(message).to.equal(sentence);
  else expect(message).to.match(sentence);
}

describe('decodeImages', () => {
  for (const filter of ['none', 'sub', 'up', 'average', 'paeth', 'adaptive']) {
    it(`is exact for a PNG of pngjs with row filter ${filter}`, async () => {
      const pixels = decodeImages(await fixture(`rows-${filter}.png`), 5, 'x.png');
      expect(pixels).to.deep.equal(await fixture('rows.bin'));
    });
  }

  it('is exact in a module worker', async () => {
    const worker = new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module' });
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => resolve(data);
      worker.onerror = () => reject(new Error('the worker failed'));
    });
    worker.postMessage({ bytes: await fixture('rows-paeth.png'), count: 5 });
    expect(await answer).to.deep.equal(await fixture('rows.bin'));
    worker.terminate();
  });

  it('reads bytes that are a view into a larger buffer', async () => {
    const png = await fixture('rows-sub.png');
    const larger = new Uint8Array(png.length + 20);
    larger.set(png, 7);
    const pixels = decodeImages(larger.subarray(7, 7 + png.length), 5, 'x.png');
    expect(pixels).to.deep.equal(await fixture('rows.bin'));
  });

  it('says that a file cut off anywhere is not complete', async () => {
    const png = await fixture('rows-up.png');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 8, max: png.length - 1 }), async (length) => {
        await badData(
          () => decodeImages(png.slice(0, length), 5, 'x.png'),
          length < 24
            ? 'x.png is cut off: it holds no image.'
            : "x.png is damaged or cut off: it can't be unpacked as a PNG.",
        );
      }),
      { numRuns: 40 },
    );
  });

  it('never returns other pixels for damaged bytes: the right ones or bad-data', async () => {
    const png = await fixture('rows-average.png');
    const expected = await fixture('rows.bin');
    await fc.assert(
      fc.asyncProperty(fc.nat(png.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = png.slice();
        damaged[at]! ^= flip;
        try {
          expect(decodeImages(damaged, 5, 'x.png')).to.deep.equal(expected);
        } catch (thrown) {
          expect(thrown).to.be.instanceOf(KitError).with.property('code', 'bad-data');
        }
      }),
      { numRuns: 150 },
    );
  });

  it('words what is no PNG at all', async () => {
    const page = text('\n<!DOCTYPE html><html><body>Not found</body></html>');
    await badData(
      () => decodeImages(page, 5, 'x.png'),
      'x.png is an HTML page instead of a PNG; is the address right?',
    );
    await badData(() => decodeImages(text('GIF89a….'), 5, 'x.png'), 'x.png is not a PNG image.');
    await badData(() => decodeImages(new Uint8Array(0), 5, 'x.png'), 'x.png is empty.');
  });

  it('words wrong dimensions and other kinds of PNG', async () => {
    const png = await fixture('rows-none.png');
    await badData(
      () => decodeImages(png, 1000, 'x.png'),
      'x.png is 1024×5 pixels; 1000 images of 32×32, one per row, need 1024×1000.',
    );
    await badData(
      async () => decodeImages(await fixture('rows-rgba.png'), 5, 'x.png'),
      'x.png is not an 8-bit RGB PNG without transparency.',
    );
  });

  it('words pixel data that is longer or shorter than the header says', async () => {
    const relabel = (rows: number, said: number) => {
      const png = encodePng(numberedImages(rows), rows);
      new DataView(png.buffer).setUint32(20, said); // the header's height
      return png;
    };
    // The checksum of the header no longer fits either: what is damaged is not half believed.
    for (const [rows, said] of [
      [4, 3],
      [3, 4],
    ] as const) {
      await badData(
        () => decodeImages(relabel(rows, said), said, 'x.png'),
        "x.png is damaged or cut off: it can't be unpacked as a PNG.",
      );
    }
  });
});

describe('decodeLabels', () => {
  it('reads an array of class indices', () => {
    expect(decodeLabels(text('[0, 9, 3]'), 3, 10, 'y.json')).to.deep.equal(Uint8Array.of(0, 9, 3));
  });

  it('words a wrong number, a label out of range, and what is no such array', async () => {
    const read =
      (content: string, count = 3) =>
      () =>
        decodeLabels(text(content), count, 10, 'y.json');
    await badData(read('[0,1]'), 'y.json holds 2 labels for 3 images.');
    await badData(read('[0,1,10]'), 'Label 2 in y.json is 10, not a whole number from 0 to 9.');
    await badData(read('[0,-1,2]'), 'Label 1 in y.json is -1, not a whole number from 0 to 9.');
    await badData(read('[0,"1",2]'), 'Label 1 in y.json is "1", not a whole number from 0 to 9.');
    await badData(read('[0,1.5,2]'), 'Label 1 in y.json is 1.5, not a whole number from 0 to 9.');
    await badData(read('{"labels":[]}'), 'y.json is not a JSON array of labels.');
    await badData(read('[0,1,'), 'y.json is not complete, valid JSON.');
    await badData(read('<!doctype html><p>404'), 'y.json is an HTML page instead of JSON.');
  });
});
