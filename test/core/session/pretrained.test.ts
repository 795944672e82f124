/** Networks by name: what is known of them before a download, and where they are looked for. */
import { expect } from '@open-wc/testing';
import { countParameters, PRETRAINED_NAMES } from '../../../core/index.js';
import { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { configure } from '../../../core/runtime/configure.js';
import { LiveModelSession } from '../../../core/session/model-session.js';
import { locate } from '../../../core/session/pretrained.js';

describe('networks that ship', () => {
  it('are looked for beside the library’s other files, or where the page says', async () => {
    const own = new URL('../../../assets/models/baseline-slim/', import.meta.url).href;
    const { url, weightUrls } = (await locate('baseline-slim')()) as { url: string; weightUrls: object };
    expect(url).to.equal(`${own}model.json`);
    for (const [path, address] of Object.entries(weightUrls)) expect(address).to.equal(own + path);
    try {
      configure({ assetBase: 'https://cdn.example/kit' });
      expect(await locate('mobilenet')()).to.deep.equal({ url: 'https://cdn.example/kit/models/mobilenet/model.json' });
    } finally {
      // exactOptionalPropertyTypes: the only way to unset what a page has configured.
      configure({ assetBase: undefined as never });
    }
  });

  it('are told from addresses', async () => {
    for (const address of ['baseline/', './model.json'])
      expect(await locate(address)()).to.deep.equal({ url: new URL(address, document.baseURI).href });
    for (const name of ['baseline-slm', 'constructor', '', 'http://[']) {
      expect(() => locate(name), name)
        .to.throw(KitError, /ships with the library: baseline, baseline-slim/)
        .with.property('code', 'invalid-argument');
    }
  });

  it('are known before anything is downloaded', () => {
    const made = PRETRAINED_NAMES.map((src) => new LiveModelSession(`shipped ${src}`, { src, width: 0.1 }).snapshot);
    expect(made.map(({ parameters }) => parameters)).to.deep.equal([7_790_794, 489_274, 1_165_962, 1_165_962]);
    expect(made.every(({ source }) => source?.status === 'waiting')).to.equal(true);
    const { parameters } = new LiveModelSession('learns', { init: 'baseline-slim' }).snapshot;
    expect(parameters).to.equal(countParameters(baseline({ width: 0.25 })).trainable);
  });
});
