/** Where the files of `mobilenet-distilled` are, as literal URLs: loaded when a page names it, known to every bundler. */
import type { ModelLocation } from '../../runtime/protocol.js';

export const location: ModelLocation = {
  url: new URL('../../../assets/models/mobilenet-distilled/model.json', import.meta.url).href,
  weightUrls: {
    'group1-shard1of1.bin': new URL('../../../assets/models/mobilenet-distilled/group1-shard1of1.bin', import.meta.url)
      .href,
  },
};
