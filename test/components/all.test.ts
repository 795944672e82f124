/** The module that holds all elements: registers free tags, and offers others where they are taken. */
import { expect, fixture, html } from '@open-wc/testing';
import type * as All from '../../components/all.js';

class Squatter extends HTMLElement {}

describe('all.js', () => {
  let module: typeof All;
  before(async () => {
    // A page that already has a tag of that name, before the library arrives.
    customElements.define('model-trainer', Squatter);
    module = await import('../../components/all.js');
  });

  it('leaves a tag alone that is taken, and registers the others', () => {
    expect(customElements.get('model-trainer')).to.equal(Squatter);
    expect(customElements.get('param-counter')).not.to.equal(undefined);
  });

  it('offers the same elements under a prefix, once', async () => {
    const tags = module.register({ prefix: 'my' });
    expect(tags).to.include('my-model-trainer');
    expect(module.register({ prefix: 'my' })).to.deep.equal([]);
    const parent = await fixture<HTMLElement>(html`<div></div>`);
    parent.innerHTML = '<my-model-trainer model="all-test" seed="3"></my-model-trainer>';
    const trainer = parent.firstElementChild as All.ModelTrainer;
    await trainer.updateComplete;
    expect(trainer).to.be.instanceOf(module.ModelTrainer);
    expect(trainer.session!.snapshot.settings.seed).to.equal(3);
  });
});
