/**
 * From files in folders, or a zip archive of them, to a data set: each picture read and fitted, what can't be read
 * listed in words, some held out for the exam. Images never leave the page.
 */
import { KitError } from '../../errors.js';
import { isZip, readZip } from '../../models/files/zip.js';
import type { PickedFile, PictureSetSettings } from '../../runtime/protocol.js';
import { Random } from '../random.js';
import { classifyPaths, type ClassifiedPath } from './folders.js';
import { ImageDataset, type LabelledImages } from './image-dataset.js';
import { readImage } from './read.js';

export interface ImportHooks {
  /** Called after each picture. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Awaited between pictures. @throws to end the import */
  readonly breathe: () => Promise<void>;
}

/** A file that was left out, and why. */
interface FileProblem {
  readonly path: string;
  readonly error: KitError;
}

export interface Imported {
  readonly dataset: ImageDataset;
  readonly problems: readonly FileProblem[];
}

/** At 32 pixels 61 MB, and more than a page should unpack one by one. */
export const MAX_IMAGES = 20_000;
const MAX_CLASSES = 1_000;
const MAX_FILES = 60_000;
/** Bytes of an archive, packed and unpacked. */
const MAX_ZIP_BYTES = 512 * 1024 * 1024;

interface SourceFile {
  readonly path: string;
  readonly open: () => Promise<Blob> | Blob;
}

interface ReadPicture extends ClassifiedPath {
  readonly pixels: Uint8Array;
}

/**
 * @param files with their paths in the chosen folder, or one zip archive
 * @throws KitError bad-data where no two classes come out of it, or the archive can't be read; invalid-argument for
 *   settings out of range; whatever `breathe` throws
 */
export async function importImages(
  files: readonly PickedFile[],
  name: string,
  { imageSize = 32, fit, testShare = 0.2, seed }: PictureSetSettings,
  { onProgress, breathe }: ImportHooks,
): Promise<Imported> {
  if (!(testShare >= 0 && testShare < 1)) {
    throw new KitError('invalid-argument', `The share that is held out must be from 0 to below 1, not ${testShare}.`);
  }
  const sources = await listFiles(files);
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const { classNames, entries, unclassified } = classifyPaths([...byPath.keys()]);
  if (classNames.length > MAX_CLASSES) {
    throw new KitError(
      'bad-data',
      `There are ${classNames.length} folders of pictures; up to ${MAX_CLASSES} classes are taken.`,
    );
  }
  const problems: FileProblem[] = unclassified.map((path) => problem(path, 'lies in no folder that names its class'));
  const taken = entries.slice(0, MAX_IMAGES);
  for (const { path } of entries.slice(MAX_IMAGES)) {
    problems.push(problem(path, `is left out: up to ${MAX_IMAGES.toLocaleString('en-US')} pictures are taken`));
  }
  const pictures: ReadPicture[] = [];
  for (const [i, entry] of taken.entries()) {
    try {
      const blob = await byPath.get(entry.path)!.open();
      const pixels = await readImage(blob, entry.path, { height: imageSize, width: imageSize, fit });
      pictures.push({ ...entry, pixels });
    } catch (thrown) {
      const error = KitError.from(thrown, 'bad-data');
      if (error.code !== 'bad-data') throw error;
      problems.push({ path: entry.path, error });
    }
    onProgress?.(i + 1, taken.length);
    await breathe();
  }
  const { train, test } = holdOut(pictures, classNames.length, testShare, seed);
  const present = classNames.map((_, label) => train.some((picture) => picture.label === label));
  classNames.forEach((className, label) => {
    if (!present[label]) problems.push(problem(className, 'has no picture to learn from and is no class'));
  });
  const labels = classNames.map((_, label) => present.slice(0, label).filter(Boolean).length);
  const kept = classNames.filter((_, label) => present[label]);
  if (kept.length < 2) throw tooFewClasses(kept.length, pictures.length, problems);
  const pack = (all: readonly ReadPicture[]) =>
    packed(
      all.filter(({ label }) => present[label]),
      labels,
      imageSize,
    );
  return { dataset: new ImageDataset(name, kept, imageSize, { train: pack(train), test: pack(test) }), problems };
}

async function listFiles(files: readonly PickedFile[]): Promise<readonly SourceFile[]> {
  const [only] = files;
  if (files.length === 1 && only && only.blob.size <= MAX_ZIP_BYTES) {
    const bytes = new Uint8Array(await only.blob.arrayBuffer());
    if (isZip(bytes)) {
      return readZip(bytes, only.path, { maxBytes: MAX_ZIP_BYTES, maxEntries: MAX_FILES }).map(({ path, unpack }) => ({
        path,
        open: () => new Blob([unpack()]),
      }));
    }
  }
  if (files.length > MAX_FILES) throw new KitError('bad-data', `${files.length} files are too many for one data set.`);
  return files.map(({ path, blob }) => ({ path, open: () => blob }));
}

/** What folders say goes; where none says anything a share of each class is drawn, and one stays to learn from. */
function holdOut(
  pictures: readonly ReadPicture[],
  classes: number,
  share: number,
  seed: number,
): Record<'train' | 'test', readonly ReadPicture[]> {
  if (pictures.some(({ split }) => split === 'test')) {
    return {
      train: pictures.filter(({ split }) => split !== 'test'),
      test: pictures.filter(({ split }) => split === 'test'),
    };
  }
  const held = new Set<ReadPicture>();
  for (let label = 0; label < classes; label++) {
    const own = pictures.filter((picture) => picture.label === label);
    const count = share === 0 ? 0 : Math.min(own.length - 1, Math.max(1, Math.round(own.length * share)));
    const order = new Random(seed, HOLD_OUT_STREAM, label).permutation(own.length);
    for (let i = 0; i < count; i++) held.add(own[order[i]!]!);
  }
  return {
    train: pictures.filter((picture) => !held.has(picture)),
    test: pictures.filter((picture) => held.has(picture)),
  };
}

/** Keeps these draws apart from those of batches and augmentation under the same seed. */
const HOLD_OUT_STREAM = 0x686f;

function packed(pictures: readonly ReadPicture[], labels: readonly number[], size: number): LabelledImages {
  const bytes = size * size * 3;
  const images = new Uint8Array(pictures.length * bytes);
  pictures.forEach(({ pixels }, i) => images.set(pixels, i * bytes));
  return { images, labels: Int32Array.from(pictures, ({ label }) => labels[label]!) };
}

function problem(path: string, what: string): FileProblem {
  return { path, error: new KitError('bad-data', `${path} ${what}.`) };
}

function tooFewClasses(classes: number, pictures: number, problems: readonly FileProblem[]): KitError {
  const first = problems[0] ? ` The first fault: ${problems[0].error.message}` : '';
  const found = pictures === 0 ? 'No picture could be read.' : `There is ${classes === 0 ? 'no class' : 'one class'}.`;
  return new KitError('bad-data', `${found} Put the pictures of each class into a folder of its name.${first}`);
}
