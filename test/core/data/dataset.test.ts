/** A data set's life: order of need, partial arrival, failure and retry, abort, progress. */
import { expect } from '@open-wc/testing';
import { Dataset } from '../../../core/data/dataset.js';
import { KitError } from '../../../core/errors.js';
import type { DownloadProgress } from '../../../core/types.js';
import { FakeServer, fakeSource, numberedImages } from './fake-source.js';

async function setUp() {
  const { source, files } = fakeSource([4, 4, 2], 3);
  const server = new FakeServer(files);
  return { source, files, server, dataset: new Dataset(source, { fetch: server.fetch }) };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('nothing was thrown'),
    (error: unknown) => error as KitError,
  );

describe('Dataset', () => {
  it('asks for files in the order of need and ends with all of them', async () => {
    const { dataset, server, source } = await setUp();
    await dataset.load();
    expect(server.requests).to.deep.equal([
      'train.json',
      'train-0.png',
      'test.json',
      'test.png',
      'train-1.png',
      'train-2.png',
    ]);
    expect(dataset.trainArrived).to.equal(10);
    expect(dataset.shardSizes).to.deep.equal([4, 4, 2]);
    const totalBytes = dataset.info.totalBytes;
    expect(dataset.info).to.deep.equal({
      name: 'fake',
      classNames: source.classNames,
      imageShape: [32, 32, 3],
      trainSize: 10,
      testSize: 3,
      firstBytes: source.train[0]!.bytes + source.trainLabelsBytes,
      totalBytes,
    });
    expect(dataset.progress).to.deep.equal({ receivedBytes: totalBytes, totalBytes, ready: true });
  });

  it('returns the images and labels that were asked for, across files and repeated', async () => {
    const { dataset } = await setUp();
    await dataset.load();
    const shards = [numberedImages(4, 0), numberedImages(4, 4), numberedImages(2, 8)];
    const image = (shard: number, i: number) => [...shards[shard]!.subarray(i * 3072, (i + 1) * 3072)];
    const got = dataset.images('train', [9, 0, 5, 5]);
    expect([...got]).to.deep.equal([...image(2, 1), ...image(0, 0), ...image(1, 1), ...image(1, 1)]);
    expect([...dataset.labels('train', [9, 0, 5, 5])]).to.deep.equal([0, 0, 2, 2]);
    expect([...dataset.images('test', [2])]).to.deep.equal([...numberedImages(3, 1000).subarray(2 * 3072)]);
    expect([...dataset.labels('test', [2, 1])]).to.deep.equal([2, 1]);
  });

  it('lets training start after the first file, and says exactly what is here', async () => {
    const { dataset, server } = await setUp();
    server.hold('train-1.png');
    const asked = server.requested('train-1.png');
    const all = dataset.load();
    await dataset.whenTrainImages(4);
    expect(dataset.progress.ready).to.equal(true);
    expect(dataset.images('train', [3])).to.have.length(3072);
    await dataset.whenTestImages();
    await asked;
    expect(dataset.trainArrived).to.equal(4);
    expect(() => dataset.images('train', [4]))
      .to.throw(KitError, 'Image 4 of the training set has not been downloaded yet.')
      .with.property('code', 'invalid-argument');
    let more = false;
    const five = dataset.whenTrainImages(5).then(() => (more = true));
    expect(more).to.equal(false);
    server.release('train-1.png');
    await five;
    expect(dataset.trainArrived).to.be.at.least(8);
    await all;
  });

  it('waits for the labels as well', async () => {
    const { dataset, server } = await setUp();
    server.hold('train.json');
    const first = server.requested('train-0.png');
    const ready = dataset.whenTrainImages(1);
    await first;
    expect(dataset.trainArrived).to.equal(0);
    expect(dataset.progress.ready).to.equal(false);
    server.release('train.json');
    await ready;
    expect(dataset.trainArrived).to.equal(4);
  });

  it('starts by itself where only images are waited for, and answers at once when they are here', async () => {
    const { dataset, server } = await setUp();
    await dataset.whenTrainImages(Infinity);
    expect(dataset.trainArrived).to.equal(10);
    const { length } = server.requests;
    await Promise.all([dataset.whenTrainImages(10), dataset.whenTestImages(), dataset.load()]);
    expect(server.requests).to.have.length(length);
  });

  it('fetches no training images for who only wants to see test images', async () => {
    const { dataset, server } = await setUp();
    await dataset.whenTestImages();
    expect(server.requests.toSorted()).to.deep.equal(['test.json', 'test.png']);
    expect(dataset.images('test', [0])).to.have.length(3072);
    expect(dataset.progress.ready).to.equal(false);
    await dataset.whenTrainImages(4);
    expect(server.requests.slice(2).toSorted()).to.deep.equal(['train-0.png', 'train.json']);
    await dataset.load();
    expect(dataset.trainArrived).to.equal(10);
  });

  it('reports progress that never falls, through a failure and a retry, and ends at the total', async () => {
    const { dataset, server } = await setUp();
    const seen: DownloadProgress[] = [];
    const onProgress = (progress: DownloadProgress) => seen.push(progress);
    server.answers.set('train-1.png', () => new Response(new Uint8Array(9), { status: 200 }));
    await failure(dataset.load({ onProgress }));
    server.answers.clear();
    await dataset.load({ onProgress });
    const bytes = seen.map(({ receivedBytes }) => receivedBytes);
    expect(bytes).to.deep.equal([...bytes].sort((a, b) => a - b));
    expect(seen.map(({ ready }) => ready)).to.deep.equal(seen.map(({ ready }) => ready).sort());
    const { totalBytes } = dataset.info;
    expect(seen.at(-1)).to.deep.equal({ receivedBytes: totalBytes, totalBytes, ready: true });
    expect(Math.max(...bytes)).to.equal(totalBytes);
  });

  it('tells its progress at once to who joins when everything is here', async () => {
    const { dataset } = await setUp();
    await dataset.load();
    const seen: DownloadProgress[] = [];
    await dataset.load({ onProgress: (progress) => seen.push(progress) });
    expect(seen).to.deep.equal([dataset.progress]);
  });

  it('keeps what arrived when a file fails, tells everyone who waits, and retries only the rest', async () => {
    const { dataset, server } = await setUp();
    server.answers.set('train-1.png', () => new Response('', { status: 404 }));
    const [load, images] = [failure(dataset.load()), failure(dataset.whenTrainImages(8))];
    await dataset.whenTrainImages(4);
    for (const error of await Promise.all([load, images])) {
      expect(error.code).to.equal('fetch-failed');
      expect(error.message).to.equal(
        'fake:train-1.png could not be loaded: the server answered 404, there is no such file.',
      );
    }
    expect(dataset.images('train', [0])).to.have.length(3072);
    server.answers.clear();
    server.requests.length = 0;
    await dataset.load();
    expect(server.requests).to.deep.equal(['train-1.png', 'train-2.png']);
  });

  it('keeps no half or wrong file', async () => {
    const { dataset, server, files } = await setUp();
    server.answers.set('train-0.png', () => new Response(files.get('train-0.png')!.slice(0, -20)));
    expect((await failure(dataset.load())).code).to.equal('bad-data');
    expect(dataset.trainArrived).to.equal(0);
    server.answers.set('train-0.png', () => new Response('<!doctype html>'));
    expect((await failure(dataset.load())).message).to.match(/is an HTML page instead of a PNG/);
    server.answers.clear();
    server.answers.set('train.json', () => new Response('[0,1,2]'));
    // The labels may already have come with the first try; a fresh data set has not got them.
    const fresh = new Dataset(fakeSource([4, 4, 2], 3).source, { fetch: server.fetch });
    expect((await failure(fresh.load())).message).to.equal('fake:train.json holds 3 labels for 10 images.');
    await dataset.load();
    expect(dataset.trainArrived).to.equal(10);
  });

  it('stops when the only one who waits aborts, keeps what arrived, and goes on when asked again', async () => {
    const { dataset, server } = await setUp();
    server.hold('train-1.png');
    const controller = new AbortController();
    const asked = server.requested('train-1.png');
    const load = failure(dataset.load({ signal: controller.signal }));
    await asked;
    controller.abort();
    expect((await load).code).to.equal('aborted');
    expect(server.aborted).to.deep.equal(['train-1.png']);
    expect(dataset.trainArrived).to.equal(4);
    server.release('train-1.png');
    server.requests.length = 0;
    await dataset.load();
    expect(server.requests).to.deep.equal(['train-1.png', 'train-2.png']);
  });

  it('goes on for the others when one of several aborts', async () => {
    const { dataset, server } = await setUp();
    server.hold('test.png');
    const asked = server.requested('test.png');
    const controller = new AbortController();
    const one = failure(dataset.load({ signal: controller.signal }));
    const other = dataset.whenTestImages();
    await asked;
    controller.abort();
    expect((await one).code).to.equal('aborted');
    expect(server.aborted).to.deep.equal([]);
    server.release('test.png');
    await other;
    expect(server.requests.filter((file) => file === 'test.png')).to.have.length(1);
  });

  it('refuses at once under a signal that is already aborted, and asks for nothing', async () => {
    const { dataset, server } = await setUp();
    expect((await failure(dataset.load({ signal: AbortSignal.abort() }))).code).to.equal('aborted');
    expect(server.requests).to.deep.equal([]);
  });

  it('words an index outside the data', async () => {
    const { dataset } = await setUp();
    await dataset.load();
    for (const index of [10, -1, 1.5]) {
      expect(() => dataset.images('train', [index])).to.throw(
        KitError,
        `There is no image ${index} in the training set; it has 0 to 9.`,
      );
    }
    expect(() => dataset.labels('test', [3])).to.throw(KitError, 'There is no image 3 in the test set; it has 0 to 2.');
  });
});
