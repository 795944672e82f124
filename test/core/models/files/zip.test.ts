/** Zip archives: what is taken, and every way in which one can be wrong or meant to harm. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { deflateSync, strToU8, zipSync } from 'fflate';
import { KitError } from '../../../../core/errors.js';
import { isZip, readZip, writeZip, type ZipEntry } from '../../../../core/models/files/zip.js';

const limits = { maxBytes: 64 * 1024 * 1024, maxEntries: 100 };

function refusal(run: () => unknown): KitError {
  try {
    run();
  } catch (thrown) {
    expect(thrown).to.be.instanceOf(KitError).with.property('code', 'bad-data');
    return thrown as KitError;
  }
  throw new Error('it was taken');
}
const unpackAll = (entries: readonly ZipEntry[]) =>
  Object.fromEntries(entries.map(({ path, unpack }) => [path, unpack()]));

/** Overwrites a field of the first entry in the archive's directory. */
function patched(zip: Uint8Array, offset: number, value: number, bytes: 2 | 4): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(zip);
  const view = new DataView(copy.buffer);
  const directory = view.getUint32(copy.length - 22 + 16, true);
  if (bytes === 2) view.setUint16(directory + offset, value, true);
  else view.setUint32(directory + offset, value, true);
  return copy;
}

describe('zip archives', () => {
  it('give back what was put in, by another tool or by us', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,5}(\/[a-zä]{1,5}){0,2}$/), fc.uint8Array({ maxLength: 3000 }), {
          maxKeys: 6,
        }),
        (files) => {
          for (const zip of [zipSync(files), writeZip(files)]) {
            expect(isZip(zip)).to.equal(true);
            expect(unpackAll(readZip(zip, 'a.zip', limits))).to.deep.equal(files);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are read past folders and a comment', () => {
    const zip = zipSync({ 'a/': new Uint8Array(0), 'a/b.txt': strToU8('hello') }, { comment: 'made by hand' });
    expect(unpackAll(readZip(zip, 'a.zip', limits))).to.deep.equal({ 'a/b.txt': strToU8('hello') });
  });

  it('over a limit are refused before anything is unpacked', () => {
    const zip = zipSync(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`${i}`, new Uint8Array(1)])));
    expect(refusal(() => readZip(zip, 'a.zip', limits)).message).to.equal(
      'a.zip holds 101 files; up to 100 are taken.',
    );
    const bomb = zipSync({ zeros: new Uint8Array(65 * 1024 * 1024) });
    expect(bomb.length).to.be.below(100_000);
    expect(refusal(() => readZip(bomb, 'a.zip', limits)).message).to.match(/unpacks to more than 67,108,864 bytes/);
  });

  it('that lie about their size are stopped at what they said', () => {
    const bomb = patched(zipSync({ zeros: new Uint8Array(60 * 1024 * 1024) }), 24, 1000, 4);
    const begin = performance.now();
    expect(refusal(() => readZip(bomb, 'a.zip', limits)[0]!.unpack()).message).to.match(/zeros can't be unpacked/);
    expect(performance.now() - begin).to.be.below(2000);
  });

  it('whose stream ends long before their data do not keep anybody waiting', () => {
    const packed = new Uint8Array(60 * 1024 * 1024);
    packed.set(deflateSync(strToU8('short')));
    const stored = zipSync({ 'a.bin': packed }, { level: 0 });
    const lying = patched(patched(stored, 10, 8, 2), 24, 1_000_000, 4);
    const begin = performance.now();
    refusal(() => readZip(lying, 'a.zip', limits)[0]!.unpack());
    expect(performance.now() - begin).to.be.below(2000);
  });

  const good = zipSync({ 'a.txt': strToU8('hello hello hello') });
  const faults: readonly [what: string, zip: Uint8Array, words: RegExp][] = [
    ['nothing', new Uint8Array(0), /ends before its list of files/],
    ['a few bytes', good.slice(0, 10), /ends before its list of files/],
    ['no directory', good.slice(0, -30), /ends before its list of files/],
    ['a directory elsewhere', patched(good, 0, 0, 4), /list of files is cut off/],
    ['a name without end', patched(good, 28, 0xffff, 2), /list of files is cut off/],
    ['data elsewhere', patched(good, 42, 0xffffff, 4), /not where it should be/],
    ['data past the end', patched(good, 20, 0xffffff, 4), /not where it should be/],
    ['encryption', patched(good, 8, 1, 2), /a.txt in a.zip is encrypted/],
    ['a method of another decade', patched(good, 10, 93, 2), /unknown method \(93\)/],
    ['another checksum', patched(good, 16, 12345, 4), /can't be unpacked/],
    ['another size', patched(good, 24, 5, 4), /can't be unpacked/],
  ];
  for (const [what, zip, words] of faults) {
    it(`with ${what} are refused in words`, () => {
      expect(refusal(() => unpackAll(readZip(zip, 'a.zip', limits))).message).to.match(words);
    });
  }
});
