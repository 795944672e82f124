/** The autoloader: an element's code comes when its tag first appears, now or later, and only then. */
import { expect, fixture, html } from '@open-wc/testing';

describe('autoloader.js', () => {
  it('registers what the page holds, and what is added to it, however deep', async () => {
    const early = await fixture<HTMLElement>(html`<section></section>`);
    early.innerHTML = '<param-counter></param-counter>';
    await import('../../components/autoloader.js');
    await customElements.whenDefined('param-counter');
    expect(customElements.get('model-trainer')).to.equal(undefined);
    const late = document.createElement('article');
    late.innerHTML = '<div><model-trainer model="autoloader-test"></model-trainer></div>';
    early.append(late);
    const trainer = late.querySelector('model-trainer')!;
    await customElements.whenDefined('model-trainer');
    await trainer.updateComplete;
    expect(trainer.session!.name).to.equal('autoloader-test');
  });
});
