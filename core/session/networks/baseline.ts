/** Where the files of `baseline` are, as literal URLs: loaded when a page names it, known to every bundler. */
import type { ModelLocation } from '../../runtime/protocol.js';

export const location: ModelLocation = {
  url: new URL('../../../assets/models/baseline/model.json', import.meta.url).href,
  weightUrls: {
    'group1-shard1of4.bin': new URL('../../../assets/models/baseline/group1-shard1of4.bin', import.meta.url).href,
    'group1-shard2of4.bin': new URL('../../../assets/models/baseline/group1-shard2of4.bin', import.meta.url).href,
    'group1-shard3of4.bin': new URL('../../../assets/models/baseline/group1-shard3of4.bin', import.meta.url).href,
    'group1-shard4of4.bin': new URL('../../../assets/models/baseline/group1-shard4of4.bin', import.meta.url).href,
  },
};
