/**
 * Real CIFAR-10 images for stories and tests, read from the library's own mini data set: the same crops and mirrors
 * each time. Only pixels are real there; what a network says of them is invented in sample-run.ts.
 */
import type { PlainTensor, SeenBatch } from '../../core/index.js';

const SIDE = 32;
const CHANNELS = 3;

export interface SamplePictures {
  /** Augmented training images, as a step would see them. */
  readonly seen: SeenBatch;
  /** Held-out images and their labels. */
  readonly heldOut: readonly {
    readonly index: number;
    readonly label: number;
    readonly image: PlainTensor<Uint8Array>;
  }[];
}

let loading: Promise<SamplePictures> | undefined;

/** Loads them once a page; rejects where the assets are not served. */
export function samplePictures(): Promise<SamplePictures> {
  loading ??= load();
  return loading;
}

async function load(): Promise<SamplePictures> {
  const [train, trainLabels, test, testLabels] = await Promise.all([
    rows(new URL('../../assets/cifar10-mini/train-0.png', import.meta.url), 12),
    labels(new URL('../../assets/cifar10-mini/train-labels.json', import.meta.url)),
    rows(new URL('../../assets/cifar10-mini/test.png', import.meta.url), 8),
    labels(new URL('../../assets/cifar10-mini/test-labels.json', import.meta.url)),
  ]);
  return {
    seen: augmented(train, trainLabels, 28),
    heldOut: test.map((data, index) => ({
      index,
      label: testLabels[index]!,
      image: { data, shape: [SIDE, SIDE, CHANNELS] },
    })),
  };
}

/** The first images of a file that holds one image a row: uint8 RGB, NHWC. */
async function rows(url: URL, count: number): Promise<Uint8Array[]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  const bitmap = await createImageBitmap(await response.blob());
  const canvas = new OffscreenCanvas(SIDE * SIDE, count);
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, SIDE * SIDE, count);
  return Array.from({ length: count }, (_, row) => {
    const image = new Uint8Array(SIDE * SIDE * CHANNELS);
    for (let i = 0; i < SIDE * SIDE; i += 1) {
      for (let c = 0; c < CHANNELS; c += 1) image[i * CHANNELS + c] = data[(row * SIDE * SIDE + i) * 4 + c]!;
    }
    return image;
  });
}

async function labels(url: URL): Promise<number[]> {
  return (await (await fetch(url)).json()) as number[];
}

/** Crops of `size` at fixed places, every second one mirrored. */
function augmented(images: readonly Uint8Array[], classes: readonly number[], size: number): SeenBatch {
  const data = new Uint8Array(images.length * size * size * CHANNELS);
  images.forEach((image, n) => {
    const left = (n * 3) % (SIDE - size + 1);
    const top = (n * 5) % (SIDE - size + 1);
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) {
        const from = n % 2 === 0 ? x : size - 1 - x;
        for (let c = 0; c < CHANNELS; c += 1) {
          data[((n * size + y) * size + x) * CHANNELS + c] = image[((top + y) * SIDE + left + from) * CHANNELS + c]!;
        }
      }
    }
  });
  return { images: { data, shape: [images.length, size, size, CHANNELS] }, labels: classes.slice(0, images.length) };
}
