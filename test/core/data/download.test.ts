/** One file over the network: whole or a worded error; progress; abort. */
import { expect } from '@open-wc/testing';
import { download } from '../../../core/data/download.js';
import { KitError } from '../../../core/errors.js';

const RESOURCE = new URL('../../fixtures/data/rows.bin', import.meta.url).href;

async function failure(promise: Promise<unknown>): Promise<KitError> {
  const thrown = await promise.then(
    () => expect.fail('nothing was thrown'),
    (error: unknown) => error,
  );
  expect(thrown).to.be.instanceOf(KitError);
  return thrown as KitError;
}

/** A fetch that answers with a body sent in pieces. */
function pieces(parts: readonly Uint8Array<ArrayBuffer>[]): typeof fetch {
  const start = (controller: ReadableStreamDefaultController) => {
    for (const part of parts) controller.enqueue(part);
    controller.close();
  };
  return async () => new Response(new ReadableStream({ start }));
}

describe('download', () => {
  it('returns the whole file and counts its bytes upwards', async () => {
    const counts: number[] = [];
    const bytes = await download(RESOURCE, { onBytes: (received) => counts.push(received) });
    expect(bytes).to.deep.equal(new Uint8Array(await (await fetch(RESOURCE)).arrayBuffer()));
    expect(counts.at(-1)).to.equal(bytes.length);
    expect(counts).to.deep.equal([...new Set(counts)].sort((a, b) => a - b));
  });

  it('puts pieces together in order', async () => {
    const counts: number[] = [];
    const fetch = pieces([Uint8Array.of(1, 2), Uint8Array.of(3), Uint8Array.of(4, 5, 6)]);
    const bytes = await download('u', { fetch, onBytes: (received) => counts.push(received) });
    expect([...bytes]).to.deep.equal([1, 2, 3, 4, 5, 6]);
    expect(counts).to.deep.equal([2, 3, 6]);
    expect(await download('u', { fetch: async () => new Response(null) })).to.have.length(0);
  });

  it('says that a file does not exist', async () => {
    const url = new URL('missing.png', RESOURCE).href;
    const { code, message } = await failure(download(url));
    expect(code).to.equal('fetch-failed');
    expect(message).to.equal(`${url} could not be loaded: the server answered 404, there is no such file.`);
  });

  it('says other answers in words', async () => {
    const answer = async (status: number, statusText = '') =>
      (await failure(download('u', { fetch: async () => new Response('', { status, statusText }) }))).message;
    expect(await answer(403)).to.equal('u could not be loaded: the server answered 403, access is refused.');
    expect(await answer(503)).to.equal('u could not be loaded: the server answered 503, the server failed.');
    expect(await answer(418, "I'm a teapot")).to.equal("u could not be loaded: the server answered 418, I'm a teapot.");
    expect(await answer(402)).to.equal('u could not be loaded: the server answered 402.');
  });

  it('says that the network failed or the server forbids it, and keeps the cause', async () => {
    const { code, message, cause } = await failure(download('http://127.0.0.1:1/nobody-listens.png'));
    expect(code).to.equal('fetch-failed');
    expect(message).to.equal(
      'http://127.0.0.1:1/nobody-listens.png could not be loaded: the network failed, or the server does not let ' +
        'this page read it (CORS).',
    );
    expect(cause).to.be.instanceOf(TypeError);
  });

  it('says that the connection broke', async () => {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (sent++ === 0) controller.enqueue(new Uint8Array(300));
        else controller.error(new TypeError('reset'));
      },
    });
    let sent = 0;
    const { code, message } = await failure(download('u', { fetch: async () => new Response(body) }));
    expect(code).to.equal('fetch-failed');
    expect(message).to.equal('u could not be loaded: the connection broke after 300 bytes.');
  });

  it('aborts before, and while bytes arrive', async () => {
    const before = await failure(download(RESOURCE, { signal: AbortSignal.abort() }));
    expect(before.code).to.equal('aborted');
    const controller = new AbortController();
    const during = await failure(
      download(RESOURCE, { signal: controller.signal, onBytes: () => controller.abort(new Error('enough')) }),
    );
    expect(during.code).to.equal('aborted');
    expect(during.message).to.equal(`The download of ${RESOURCE} was cancelled.`);
  });
});
