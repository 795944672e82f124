/** A module worker that decodes what it is sent, for the test that decoding works there too. */
import { decodeImages } from '../../../core/data/decode.js';

addEventListener('message', async ({ data }: MessageEvent<{ bytes: Uint8Array<ArrayBuffer>; count: number }>) => {
  postMessage(decodeImages(data.bytes, data.count, 'the PNG'));
});
