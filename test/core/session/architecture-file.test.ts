/** Counting a model file in the page: no weights are fetched, and what does not run is counted all the same. */
import { expect } from '@open-wc/testing';
import { countParameters, type KitError, readArchitecture } from '../../../core/index.js';
import { baseline } from '../../../core/models/architectures/baseline.js';

const SMALL = new URL('../../fixtures/models/small/model.json', import.meta.url);

describe('readArchitecture', () => {
  it('reads what an address describes, and fetches nothing else', async () => {
    performance.clearResourceTimings();
    const { spec, problems, classNames, metadata } = await readArchitecture(SMALL);
    expect(problems).to.deep.equal([]);
    expect(countParameters(spec)).to.deep.equal(countParameters(baseline({ width: 1 / 32, classes: 3 })));
    expect(classNames).to.deep.equal(['circle', 'square', 'triangle']);
    expect(metadata['licence']).to.equal('MIT');
    const fetched = performance.getEntriesByType('resource').map(({ name }) => name);
    expect(fetched.filter((name) => name.endsWith('.bin'))).to.deep.equal([]);
    const larger = await readArchitecture(SMALL, { inputSize: 64 });
    expect(larger.spec.inputShape).to.deep.equal([64, 64, 3]);
  });

  it('describes what does not run', async () => {
    const layers = [
      { class_name: 'Conv2D', config: { name: 'c', filters: 2, kernel_size: 1, batch_input_shape: [null, 4, 4, 3] } },
      { class_name: 'GroupNormalization', config: { name: 'norm' } },
      { class_name: 'GlobalAveragePooling2D', config: { name: 'mean' } },
    ];
    const json = JSON.stringify({ class_name: 'Sequential', config: { name: 'm', layers } });
    const { spec, problems } = await readArchitecture([new File([json], 'anything.json')]);
    expect(problems.map(({ code, layer }) => [code, layer])).to.deep.equal([['unsupported-layer', 'norm']]);
    expect(countParameters(spec).total).to.equal(8);
  });

  it('rejects in words', async () => {
    const code = (promise: Promise<unknown>) =>
      promise.then(
        () => 'taken',
        (error: KitError) => error.code,
      );
    expect(await code(readArchitecture([new File(['<html>'], 'model.json')]))).to.equal('bad-spec');
    expect(await code(readArchitecture('http://['))).to.equal('invalid-argument');
    expect(await code(readArchitecture(SMALL, { signal: AbortSignal.abort() }))).to.equal('aborted');
  });
});
