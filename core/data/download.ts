/**
 * One file over the network: whole, or an error that says in words what went wrong. Reports bytes as they come and
 * stops at once on abort. Keeps nothing between calls.
 */
import { KitError } from '../errors.js';

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of bytes received so far, which never falls. */
  readonly onBytes?: ((received: number) => void) | undefined;
  /** Stands in for the global fetch. */
  readonly fetch?: typeof fetch | undefined;
}

const STATUS_WORDS: Readonly<Record<number, string>> = {
  401: 'access needs a login',
  403: 'access is refused',
  404: 'there is no such file',
  410: 'the file is gone',
  429: 'too many requests; try again later',
};

/**
 * @throws KitError fetch-failed (with the URL and, in words, the status or the likely cause) or aborted.
 */
export async function download(url: string, options: DownloadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { signal, onBytes, fetch: request = fetch } = options;
  let received = 0;
  try {
    signal?.throwIfAborted();
    const response = await request(url, signal ? { signal } : {});
    if (!response.ok) throw new KitError('fetch-failed', `${url} could not be loaded: ${statusWords(response)}.`);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const reader = response.body?.getReader();
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
      parts.push(chunk.value);
      received += chunk.value.length;
      onBytes?.(received);
    }
    signal?.throwIfAborted();
    return concatenate(parts, received);
  } catch (thrown) {
    if (thrown instanceof KitError) throw thrown;
    if (signal?.aborted) throw new KitError('aborted', `The download of ${url} was cancelled.`, { cause: thrown });
    const why =
      received > 0
        ? `the connection broke after ${received} bytes`
        : 'the network failed, or the server does not let this page read it (CORS)';
    throw new KitError('fetch-failed', `${url} could not be loaded: ${why}.`, { cause: thrown });
  }
}

function statusWords({ status, statusText }: Response): string {
  const words = STATUS_WORDS[status] ?? (status >= 500 ? 'the server failed' : statusText);
  return words ? `the server answered ${status}, ${words}` : `the server answered ${status}`;
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
