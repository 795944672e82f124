/**
 * A small data set that exists only in the test: its PNGs are encoded here, and a stand-in for fetch serves them by
 * hand, so that a test decides when what arrives and what fails.
 */
import { encode } from 'fast-png';
import type { DatasetSource } from '../../../core/runtime/protocol.js';

/** Pixels of `count` images that no other image shares: a running number in each pixel. */
export function numberedImages(count: number, first = 0): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: count * 3072 }, (_, i) => (first * 31 + Math.floor(i / 3072) * 7 + i) & 255);
}

/** A PNG of one image per row. */
export function encodePng(pixels: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(encode({ data: pixels, width: 1024, height: count, channels: 3, depth: 8 }));
}

export interface FakeSource {
  readonly source: DatasetSource;
  /** File name → bytes that a correct server would send. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
}

/** Shards of the given sizes, `testCount` test images, three classes; labels are the index modulo 3. */
export function fakeSource(shardSizes: readonly number[], testCount: number): FakeSource {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const json = (count: number) =>
    new TextEncoder().encode(JSON.stringify(Array.from({ length: count }, (_, i) => i % 3)));
  let first = 0;
  for (const [i, size] of shardSizes.entries()) {
    files.set(`train-${i}.png`, encodePng(numberedImages(size, first), size));
    first += size;
  }
  files.set('test.png', encodePng(numberedImages(testCount, 1000), testCount));
  files.set('train.json', json(first));
  files.set('test.json', json(testCount));
  const bytes = (file: string) => files.get(file)!.length;
  const source: DatasetSource = {
    name: 'fake',
    train: shardSizes.map((count, i) => ({ url: `fake:train-${i}.png`, count, bytes: bytes(`train-${i}.png`) })),
    test: { url: 'fake:test.png', count: testCount, bytes: bytes('test.png') },
    trainLabelsUrl: 'fake:train.json',
    trainLabelsBytes: bytes('train.json'),
    testLabelsUrl: 'fake:test.json',
    testLabelsBytes: bytes('test.json'),
    classNames: ['a', 'b', 'c'],
  };
  return { source, files };
}

/** Serves files at once, except those in `held`, which wait for `release`, and those in `answers`. */
export class FakeServer {
  /** Names in the order in which they were asked for. */
  readonly requests: string[] = [];
  /** Names of requests whose signal was aborted before they were answered. */
  readonly aborted: string[] = [];
  readonly answers = new Map<string, () => Response | Promise<Response>>();
  /** File name → what to call when it is released. */
  private readonly gates = new Map<string, (() => void)[]>();
  private readonly watchers: { file: string; resolve: () => void }[] = [];

  constructor(private readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>) {}

  hold(file: string): void {
    this.gates.set(file, []);
  }

  release(file: string): void {
    const waiting = this.gates.get(file) ?? [];
    this.gates.delete(file);
    for (const go of waiting) go();
  }

  /** Resolves when the file is asked for (again). */
  requested(file: string): Promise<void> {
    return new Promise((resolve) => this.watchers.push({ file, resolve }));
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const file = String(input).replace('fake:', '');
    this.requests.push(file);
    for (const watcher of this.watchers.filter((each) => each.file === file)) watcher.resolve();
    const signal = init?.signal;
    const gate = this.gates.get(file);
    if (gate) {
      await new Promise<void>((resolve, reject) => {
        gate.push(resolve);
        signal?.addEventListener('abort', () => {
          this.aborted.push(file);
          reject(signal.reason as Error);
        });
      });
    }
    const answer = this.answers.get(file);
    if (answer) return answer();
    return new Response(this.files.get(file));
  };
}
