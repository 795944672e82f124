/** Where a model's files are looked for, and how much of them is taken. */
import { expect } from '@open-wc/testing';
import type { KitError } from '../../../../core/errors.js';
import { filesAmong, filesAt } from '../../../../core/models/files/sources.js';
import { writeZip } from '../../../../core/models/files/zip.js';

const limits = { maxBytes: 1_000_000 };
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'taken',
    (error: KitError) => `${error.code}: ${error.message}`,
  );

/** Answers with what is asked for; notes every address. */
function server(bodies: Readonly<Record<string, BodyInit>> = {}) {
  const asked: string[] = [];
  const fetch = (input: RequestInfo | URL) => {
    const url = String(input);
    asked.push(url);
    const body = bodies[url];
    return Promise.resolve(body === undefined ? new Response('', { status: 404 }) : new Response(body));
  };
  return { asked, fetch: fetch as typeof globalThis.fetch };
}

describe('files at an address', () => {
  const bodies = {
    'https://a.example/m/model.json?key=1': '{}',
    'https://a.example/m/w.bin?key=1': 'abc',
    'https://a.example/m/deep/w.bin?key=1': 'abcd',
    'https://cdn.example/hashed-w.123.bin': 'abcde',
  };
  const url = 'https://a.example/m/model.json?key=1';

  it('are the model and, beside or below it, its weights, with the same query', async () => {
    const { asked, fetch } = server(bodies);
    const files = filesAt(url, { fetch });
    expect(files.name).to.equal(url);
    expect((await files.readModel(limits)).length).to.equal(2);
    expect((await files.readWeights('w.bin', limits)).length).to.equal(3);
    let received = 0;
    await files.readWeights('deep/w.bin', { ...limits, onBytes: (bytes) => (received = bytes) });
    expect(received).to.equal(4);
    expect(asked).to.deep.equal(Object.keys(bodies).slice(0, 3));
  });

  it('may have been moved by a page’s bundler', async () => {
    const { asked, fetch } = server(bodies);
    const files = filesAt(url, { fetch, weightUrls: { 'w.bin': 'https://cdn.example/hashed-w.123.bin' } });
    expect((await files.readWeights('w.bin', limits)).length).to.equal(5);
    await files.readWeights('deep/w.bin', limits);
    expect(asked[1]).to.equal('https://a.example/m/deep/w.bin?key=1');
  });

  it('never lie outside the model’s folder, whatever the path says', async () => {
    const { asked, fetch } = server(bodies);
    const files = filesAt(url, { fetch });
    const paths = [
      '../w.bin',
      '/w.bin',
      '//b.example/w.bin',
      'https://b.example/w.bin',
      '%2e%2e/w.bin',
      'x/../../w.bin',
    ];
    for (const path of paths)
      expect(await code(files.readWeights(path, limits)), path).to.match(/^bad-weights: .*own folder/);
    expect(asked).to.deep.equal([]);
  });

  it('are fetched over http only', () => {
    for (const other of [
      'blob:https://a.example/1-2',
      'data:application/json,{}',
      'file:///etc/passwd',
      'model.json',
      'javascript:1',
    ]) {
      expect(() => filesAt(other), other)
        .to.throw()
        .with.property('code', 'invalid-argument');
    }
  });

  it('are stopped at the limit, before all of them has come', async () => {
    let sent = 0;
    let stop: AbortSignal | null | undefined;
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(100_000));
        sent += 100_000;
      },
    });
    const fetch = (_: unknown, init: RequestInit) => {
      stop = init.signal;
      return Promise.resolve(new Response(endless));
    };
    const files = filesAt(url, { fetch: fetch as typeof globalThis.fetch });
    expect(await code(files.readWeights('w.bin', limits))).to.match(/^bad-weights: .* this page accepts 1 MiB/);
    expect(sent).to.be.below(2_000_000);
    expect(stop!.aborted).to.equal(true);
  });

  it('say what failed', async () => {
    const { fetch } = server();
    expect(await code(filesAt(url, { fetch }).readModel(limits))).to.match(/^fetch-failed: .*404/);
    const aborted = filesAt(url, { fetch }).readModel({ ...limits, signal: AbortSignal.abort() });
    expect(await code(aborted)).to.match(/^aborted/);
  });
});

describe('chosen files', () => {
  const file = (path: string, text = 'x') => ({ path, blob: new Blob([text]) });
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

  it('are found by their place beside the model, or by name where a dialog forgot folders', async () => {
    const picked = [file('m/model.json', '{}'), file('m/w.bin', 'near'), file('w.bin', 'far'), file('other.json')];
    const files = await filesAmong(picked, limits);
    expect(text(await files.readModel(limits))).to.equal('{}');
    expect(text(await files.readWeights('w.bin', limits))).to.equal('near');
    const flat = await filesAmong([file('model.json'), file('w.bin', 'flat')], limits);
    expect(text(await flat.readWeights('deep/w.bin', limits))).to.equal('flat');
    expect(await code(flat.readWeights('v.bin', limits))).to.match(/^bad-weights: .*“v.bin”, which is not among/);
  });

  it('may call the model anything, if it is the only JSON', async () => {
    const files = await filesAmong([file('net.JSON', '1'), file('w.bin')], limits);
    expect(files.name).to.equal('net.JSON');
    expect(await code(filesAmong([file('a.json'), file('b.json')], limits))).to.match(/^bad-spec: .*no model.json/);
  });

  it('may be one archive, with a folder and what a Mac leaves behind', async () => {
    const zip = writeZip({
      '__MACOSX/m/model.json': new Uint8Array(3),
      'm/model.json': new TextEncoder().encode('{"a":1}'),
      'm/w.bin': new Uint8Array(5),
    });
    const files = await filesAmong([{ path: 'm.zip', blob: new Blob([zip]) }], limits);
    expect(text(await files.readModel(limits))).to.equal('{"a":1}');
    expect((await files.readWeights('w.bin', limits)).length).to.equal(5);
    expect(files.name).to.equal('m.zip');
  });

  it('are refused when there are none, too many or too much', async () => {
    expect(await code(filesAmong([], limits))).to.match(/^bad-spec: No file/);
    expect(
      await code(
        filesAmong(
          Array.from({ length: 1001 }, (_, i) => file(`${i}`)),
          limits,
        ),
      ),
    ).to.match(/^bad-spec: 1001 files/);
    const large = { path: 'model.json', blob: new Blob([new Uint8Array(1_000_001)]) };
    expect(await code(filesAmong([large], limits))).to.match(/^bad-weights: .*maxModelBytes/);
  });
});
