/** Images to look at, at the size that the network takes: held-out ones by number, or a picture at an address. */
import { KitError } from '../../core/index.js';
import type { ModelSession, PlainTensor } from '../../core/index.js';
import type { Picked } from './image-picker.js';
import type { JobRun } from './job-controller.js';

type Options = Pick<JobRun, 'signal' | 'priority'>;

/** [height, width] that the network takes; a file has the last word, so it is read first. */
async function inputSize(session: ModelSession): Promise<readonly [number, number]> {
  const { source } = session.snapshot;
  if (source !== undefined && source.status !== 'ready') await session.load();
  const [height, width] = session.snapshot.spec.inputShape;
  return [height, width];
}

/** @throws KitError invalid-argument for a number that there is not */
export async function heldOutImages(
  session: ModelSession,
  indices: readonly number[],
  options: Options,
): Promise<readonly Picked[]> {
  const { dataset } = session.snapshot;
  const missing = indices.find((index) => index >= dataset.testSize);
  if (missing !== undefined) {
    const known = `${dataset.name} has 0 to ${dataset.testSize - 1}`;
    throw new KitError('invalid-argument', `There is no held-out image ${missing}; ${known}.`);
  }
  const [{ images, labels }, size] = await Promise.all([
    session.ask('dataset.samples', { split: 'test', indices }, options),
    inputSize(session),
  ]);
  return Promise.all(
    indices.map(async (index, i) => ({
      pixels: await atSize(session, part(images, i), size, options),
      index,
      truth: dataset.classNames[labels[i]!],
      name: `held-out image ${index}`,
    })),
  );
}

/** Most networks take the images as they are; what fits others is sent for when it is needed. */
async function atSize(
  session: ModelSession,
  pixels: PlainTensor<Uint8Array>,
  size: readonly [number, number],
  options: Options,
): Promise<PlainTensor<Uint8Array>> {
  if (pixels.shape[0] === size[0] && pixels.shape[1] === size[1]) return pixels;
  const { resized } = await import('./fit-picture.js');
  return resized(session, pixels, size, options);
}

/** The first images of each class in turn. */
export async function someOfEachClass(
  session: ModelSession,
  count: number,
  options: Options,
): Promise<readonly Picked[]> {
  const { data: labels } = await session.ask('dataset.labels', { split: 'test' }, options);
  const queues = session.snapshot.dataset.classNames.map((_, label) =>
    [...labels].flatMap((value, index) => (value === label ? [index] : [])),
  );
  const indices = Array.from({ length: count }, (_, i) => queues[i % queues.length]![Math.floor(i / queues.length)]);
  return heldOutImages(
    session,
    indices.filter((index) => index !== undefined),
    options,
  );
}

/** @throws KitError fetch-failed or bad-data, in words */
export async function pictureAt(session: ModelSession, address: string, options: Options): Promise<Picked> {
  const refused = (reason: string, cause?: unknown) =>
    new KitError('fetch-failed', `The picture “${address}” could not be loaded${reason}`, { cause });
  const fetched = fetch(new URL(address, document.baseURI), { signal: options.signal }).catch((cause: unknown) => {
    if (options.signal.aborted) throw KitError.from(cause);
    throw refused('. Its server may not allow other pages to read it.', cause);
  });
  const [response, size] = await Promise.all([fetched, inputSize(session)]);
  if (!response.ok) throw refused(`: the server answered ${response.status}.`);
  const name = address.replace(/[?#].*$/, '').replace(/^.*\//, '');
  const { fitPicture } = await import('./fit-picture.js');
  return { pixels: await fitPicture(session, await response.blob(), name, size, options), name };
}

/** Images of one size as one batch, [n, h, w, 3]. */
export function batchOf(picked: readonly Picked[]): PlainTensor<Uint8Array> {
  const { shape } = picked[0]!.pixels;
  const size = shape.reduce((product, length) => product * length, 1);
  const data = new Uint8Array(picked.length * size);
  picked.forEach(({ pixels }, i) => data.set(pixels.data, i * size));
  return { data, shape: [picked.length, ...shape] };
}

function part({ data, shape }: PlainTensor<Uint8Array>, i: number): PlainTensor<Uint8Array> {
  const [n = 1, ...rest] = shape;
  const size = data.length / n;
  return { data: data.slice(i * size, (i + 1) * size), shape: rest };
}
