/** The base class: refused values, failures in words, the fallback, visibility. */
import { expect, fixture, html } from '@open-wc/testing';
import { html as lit } from 'lit';
import { property } from 'lit/decorators.js';
import { KitError } from '../../../core/index.js';
import { enumRule, numberConverter, numberRule, textConverter } from '../../../components/shared/attributes.js';
import { KitElement } from '../../../components/shared/kit-element.js';
import type { KitErrorEvent } from '../../../components/shared/events.js';
import { textOf, within } from './element-tools.js';

class TestElement extends KitElement {
  static override readonly rules = {
    rate: numberRule({ above: 0 }),
    size: numberRule({ min: 1, max: 9, integer: true }),
    kind: enumRule('thin', 'wide'),
  };
  @property({ attribute: 'the-rate', converter: numberConverter }) rate: number | undefined;
  @property({ converter: numberConverter }) size = 3;
  @property({ converter: textConverter }) kind: string | undefined;

  fail(error: unknown): void {
    this.report(error);
  }
  recover(): void {
    this.clearReport();
  }
  override render(): unknown {
    return lit`${this.problems.map((problem) => this.renderProblem(problem))}<p id="size">${this.size}</p>`;
  }
}
customElements.define('kit-element-test', TestElement);

async function make(markup: string): Promise<{ element: TestElement; events: KitErrorEvent[] }> {
  const events: KitErrorEvent[] = [];
  const parent = await fixture<HTMLElement>(html`<div></div>`);
  parent.addEventListener('kit-error', (event) => events.push(event));
  parent.innerHTML = markup;
  const element = parent.firstElementChild as TestElement;
  await element.updateComplete;
  return { element, events };
}

describe('KitElement', () => {
  it('takes good values from attributes and properties', async () => {
    const { element, events } = await make('<kit-element-test the-rate="0.5" size="4" kind="wide"></kit-element-test>');
    expect([element.rate, element.size, element.kind]).to.deep.equal([0.5, 4, 'wide']);
    element.removeAttribute('the-rate');
    expect(element.rate).to.equal(undefined);
    expect(events).to.have.length(0);
  });

  it('takes the text of a number for the number, as frameworks set attributes through properties', async () => {
    const { element, events } = await make('<kit-element-test></kit-element-test>');
    Object.assign(element, { rate: '0.5', size: '4' });
    await element.updateComplete;
    expect([element.rate, element.size]).to.deep.equal([0.5, 4]);
    expect(textOf(within(element, '#size'))).to.equal('4');
    Object.assign(element, { rate: '-1' });
    await element.updateComplete;
    expect(element.rate).to.equal(0.5);
    expect(events).to.have.length(1);
  });

  const bad: [attribute: string, value: string, property: 'rate' | 'size' | 'kind', words: RegExp][] = [
    ['the-rate', '-1', 'rate', /the-rate="-1".*must be a number above 0/],
    ['the-rate', 'abc', 'rate', /the-rate="abc".*must be a number above 0/],
    ['the-rate', '', 'rate', /the-rate="".*must be a number/],
    ['the-rate', 'Infinity', 'rate', /the-rate="Infinity"/],
    ['size', '2.5', 'size', /size="2\.5".*whole number of at least 1 up to 9/],
    ['size', '0', 'size', /size="0"/],
    ['kind', 'narrow', 'kind', /kind="narrow".*one of thin, wide/],
  ];
  for (const [attribute, value, name, words] of bad) {
    it(`refuses ${attribute}="${value}", says why, and keeps the last good value`, async () => {
      const { element, events } = await make(
        '<kit-element-test the-rate="0.5" size="4" kind="thin"></kit-element-test>',
      );
      const good = element[name];
      element.setAttribute(attribute, value);
      expect(element[name]).to.equal(good);
      await element.updateComplete;
      expect(element[name]).to.equal(good);
      expect(textOf(within(element, '[part=error]'))).to.match(words);
      expect(within(element, '[part=error]').getAttribute('role')).to.equal('alert');
      expect(events).to.have.length(1);
      expect(events[0]!.error).to.be.instanceOf(KitError);
      expect(events[0]!.error.code).to.equal('invalid-argument');
      expect(events[0]!.composed && events[0]!.bubbles).to.equal(true);
    });
  }

  it('starts from its default when the first value is refused', async () => {
    const { element, events } = await make('<kit-element-test size="many"></kit-element-test>');
    expect(element.size).to.equal(3);
    expect(textOf(within(element, '#size'))).to.equal('3');
    expect(events).to.have.length(1);
  });

  it('refuses bad properties in the same way', async () => {
    const { element, events } = await make('<kit-element-test></kit-element-test>');
    element.rate = NaN;
    element.size = 12;
    expect([element.rate, element.size]).to.deep.equal([undefined, 3]);
    await element.updateComplete;
    expect(element.problems.map(({ code }) => code)).to.deep.equal(['invalid-argument', 'invalid-argument']);
    expect(events).to.have.length(2);
  });

  it('takes a complaint back, also when the good value is the one it had', async () => {
    const { element } = await make('<kit-element-test size="4"></kit-element-test>');
    element.setAttribute('size', 'x');
    await element.updateComplete;
    expect(element.problems).to.have.length(1);
    element.setAttribute('size', '4');
    await element.updateComplete;
    expect(element.problems).to.have.length(0);
    expect(element.shadowRoot!.querySelector('[part=error]')).to.equal(null);
  });

  it('shows and takes back failures; never shows what was cancelled', async () => {
    const { element, events } = await make('<kit-element-test></kit-element-test>');
    element.fail(new KitError('fetch-failed', 'The file is not there. Look again.'));
    await element.updateComplete;
    expect(textOf(within(element, '[part=error] b'))).to.equal('The file is not there.');
    expect(textOf(within(element, '[part=error] p'))).to.equal('Look again.');
    element.recover();
    await element.updateComplete;
    expect(element.problems).to.have.length(0);
    element.fail(new DOMException('', 'AbortError'));
    await element.updateComplete;
    expect(element.problems).to.have.length(0);
    expect(events.map(({ error }) => error.code)).to.deep.equal(['fetch-failed']);
  });
});
