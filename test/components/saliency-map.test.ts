/** The element over a model in memory: what it asks, what it shows and says, what it leaves alone; and over a real one. */
import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import axe from 'axe-core';
import '../../components/saliency-map/define.js';
import { everything, mapCsv, tagFor } from '../../components/saliency-map/exports.js';
import type { AttributionEvent, QuestionChangeEvent } from '../../components/saliency-map/events.js';
import { findingText } from '../../components/saliency-map/finding.js';
import { measure } from '../../components/saliency-map/map-measures.js';
import { METHOD_NAMES } from '../../components/saliency-map/methods.js';
import { reachOf } from '../../components/saliency-map/reach.js';
import type { SaliencyMap } from '../../components/saliency-map/saliency-map.js';
import { curvesVerdict, randomisationVerdict, stageLabel } from '../../components/saliency-map/trust.js';
import type { View } from '../../components/saliency-map/view.js';
import { colorAt } from '../../components/shared/heat-map.js';
import { acquireSession, KitError, type PlainTensor, type RandomisedMap } from '../../core/index.js';
import { baseline } from '../../core/models/architectures/baseline.js';
import { attribute, ExplainingSession } from '../../stories/support/explaining-session.js';
import { stepsDone } from '../helpers/steps.js';
import { all, button, listenToConsole, press, settled, textOf, until, within } from './shared/element-tools.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const finding = (element: SaliencyMap) => plain(textOf(within(element, '[part=finding]')));
const explained = (session: ExplainingSession) =>
  session.asked.filter(({ question }) => question === 'attribution.explain');

interface Bench {
  readonly element: SaliencyMap;
  readonly session: ExplainingSession;
  readonly events: (AttributionEvent | QuestionChangeEvent)[];
  readonly errors: KitError[];
}

async function bench(
  attributes: Record<string, string> = {},
  prepare: (session: ExplainingSession) => void = () => {},
): Promise<Bench> {
  const session = new ExplainingSession();
  prepare(session);
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.style.width = '720px';
  const events: Bench['events'] = [];
  const errors: KitError[] = [];
  box.addEventListener('attribution', (event) => events.push(event));
  box.addEventListener('question-change', (event) => events.push(event));
  box.addEventListener('kit-error', (event) => errors.push(event.error));
  const element = document.createElement('saliency-map');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.session = session;
  box.append(element);
  await settled(element);
  return { element, session, events, errors };
}

/** As `bench`, once the first map is drawn. */
async function drawn(...args: Parameters<typeof bench>): Promise<Bench> {
  const made = await bench(...args);
  await until(() => made.element.attribution !== undefined, 'the first map');
  await settled(made.element);
  return made;
}

const choose = (element: SaliencyMap, index: number, value: string) => {
  const select = all<HTMLSelectElement>(element, '[part=controls] select')[index]!;
  select.value = value;
  select.dispatchEvent(new Event('change'));
};

describe('numbers of a map', () => {
  const map = (data: number[], width: number): PlainTensor => ({
    data: Float32Array.from(data),
    shape: [data.length / width, width],
  });

  it('finds the strongest pixel, the half of the total, and what speaks against', () => {
    const { strongest, largest, total, halfShare, against } = measure(map([0, 1, -6, 1, 0, 0, 2, 2], 4));
    expect(strongest).to.deep.equal({ x: 2, y: 0 });
    expect(largest).to.equal(6);
    expect(total).to.equal(12);
    expect(halfShare).to.equal(1 / 8);
    expect(against).to.equal(0.5);
  });

  it('names the place, or says that there is none', () => {
    const at = (x: number, y: number) => {
      const data = new Float32Array(100);
      data[10 * y + x] = 1;
      return measure({ data, shape: [10, 10] }).place;
    };
    expect(at(0, 9)).to.equal('in the lower left');
    expect(at(9, 0)).to.equal('in the upper right');
    expect(at(5, 5)).to.equal('around the middle');
    expect(at(0, 5)).to.equal('on the left');
    expect(at(5, 9)).to.equal('in the lower part');
    expect(measure(map(new Array(64).fill(1), 8)).place).to.be.oneOf(['all over the image', 'in the upper part']);
    const corners = new Float32Array(64);
    for (const corner of [0, 7, 56, 63]) corners[corner] = 1;
    expect(measure({ data: corners, shape: [8, 8] }).place).to.equal('all over the image');
  });

  it('has nothing to say of an empty map, in numbers', () => {
    const { halfShare, place, against, largest } = measure(map([0, 0, 0, 0], 2));
    expect([halfShare, place, against, largest]).to.deep.equal([undefined, undefined, 0, 0]);
  });
});

describe('what a pixel stands on', () => {
  const spec = baseline();

  it('is a unit with its receptive field, cut at the border', () => {
    const reach = reachOf(attribute({ method: 'grad-cam' }), spec, { x: 31, y: 0 })!;
    // The published receptive field of 75 pixels.
    expect(reach.size).to.deep.equal([75, 75]);
    expect([reach.kind, reach.row, reach.column]).to.deep.equal(['cell', 0, 3]);
    expect(reach.x + reach.width).to.equal(32);
    expect([reach.x, reach.y]).to.deep.equal([0, 0]);
    expect(reach.value).to.equal(3 / 16);
  });

  it('is the patch whose middle is nearest', () => {
    const reach = reachOf(attribute({ method: 'occlusion' }), spec, { x: 31, y: 0 })!;
    expect([reach.x, reach.y, reach.width, reach.height]).to.deep.equal([24, 0, 8, 8]);
    const middle = reachOf(attribute({ method: 'occlusion' }), spec, { x: 16, y: 15 })!;
    expect(Math.abs(middle.x + 3.5 - 16)).to.be.at.most(1);
    expect(Math.abs(middle.y + 3.5 - 15)).to.be.at.most(1);
  });

  it('is nothing for methods of single pixels', () => {
    expect(reachOf(attribute({ method: 'gradient' }), spec, { x: 1, y: 1 })).to.equal(undefined);
  });
});

describe('verdicts', () => {
  const stages = (last: number): RandomisedMap[] =>
    [1, last].map((rankCorrelation, i) => ({
      layers: i === 0 ? [] : ['logits'],
      map: { data: new Float32Array(4), shape: [2, 2] },
      rankCorrelation,
      similarity: 0,
    }));

  it('of the randomisation test follow what is left', () => {
    const verdict = (
      last: number,
      { chance = 0.1, untrained = false, guided = undefined as number | undefined } = {},
    ) =>
      randomisationVerdict({
        maps: stages(last),
        chance,
        untrained,
        guided: guided === undefined ? undefined : stages(guided),
      });
    expect(verdict(0.13, { guided: 0.81 })).to.deep.equal([
      'It passes:',
      ' without its weights nothing learned is left in the map (0.13). Two unrelated networks of noise agree by 0.1. Guided backprop keeps 0.81.',
    ]);
    expect(verdict(0.81)[0]).to.equal('It fails:');
    expect(verdict(0.81, { chance: 0.8 })[0], 'noise alone draws the same').to.equal('It fails:');
    expect(verdict(0.45)[0]).to.equal('It is undecided:');
    expect(verdict(0.45, { chance: 0.4 })[0], 'the architecture’s own share').to.equal('It passes:');
    expect(verdict(-0.7)[0]).to.equal('It passes:');
    expect(verdict(0.9, { untrained: true })[0]).to.equal('It says nothing yet:');
  });

  it('of deletion and insertion compare with every random order', () => {
    const curves = (deletionArea: number, insertionArea: number) => ({
      deletion: [],
      insertion: [],
      randomDeletion: [],
      randomInsertion: [],
      deletionArea,
      insertionArea,
      randomDeletionAreas: [0.3, 0.4],
      randomInsertionAreas: [0.3, 0.4],
    });
    expect(curvesVerdict(curves(0.2, 0.5), 'dog')).to.contain('better than all random orders');
    expect(curvesVerdict(curves(0.5, 0.2), 'dog')).to.contain('worse than all random orders');
    expect(curvesVerdict(curves(0.35, 0.5), 'dog')).to.contain('better than all random orders in insertion only');
    expect(curvesVerdict(curves(0.2, 0.35), 'dog')).to.contain('better than all random orders in deletion only');
    expect(curvesVerdict(curves(0.35, 0.35), 'dog')).to.contain('does not clearly beat');
    expect(curvesVerdict(curves(0.5, 0.5), 'dog')).to.contain('does not clearly beat');
  });

  it('label what lost its weights', () => {
    const maps = ['', 'logits', 'conv10', 'conv9', 'conv8'].map((name) => ({ layers: name ? [name] : [] }));
    expect(stageLabel(maps as never, undefined, 0)).to.equal('as it is');
    expect(stageLabel(maps as never, 0, 1)).to.equal('logits');
    expect(stageLabel(maps as never, 1, 3)).to.equal('+ conv 10–9');
    expect(stageLabel(maps as never, 3, 4)).to.equal('all random');
  });
});

describe('a ramp', () => {
  it('ends where it should and is held there', () => {
    const ramp = [
      [0, 0, 0],
      [100, 0, 0],
      [100, 200, 0],
    ] as const;
    expect(colorAt(ramp, -1)).to.deep.equal([0, 0, 0]);
    expect(colorAt(ramp, 0.25)).to.deep.equal([50, 0, 0]);
    expect(colorAt(ramp, 0.75)).to.deep.equal([100, 100, 0]);
    expect(colorAt(ramp, 2)).to.deep.equal([100, 200, 0]);
  });
});

describe('<saliency-map>', () => {
  it('asks for one image and one map, and says what it found', async () => {
    const { element, session, events } = await drawn();
    expect(session.asked.map(({ question }) => question)).to.deep.equal(['dataset.samples', 'attribution.explain']);
    expect(session.asked.map(({ priority }) => priority)).to.deep.equal(['visible', 'visible']);
    expect(textOf(within(element, '[part=title]'))).to.equal('Why did the network say dog?');
    expect(finding(element)).to.match(
      /^The network says dog, 8\d\.\d % of what is truly an airplane\. Half of the map’s total lies on [\d.]+ % of the pixels, in the lower part; the strongest, \(14, 20\), is marked in both pictures\.$/,
    );
    expect(events.map(({ type }) => type)).to.deep.equal(['attribution']);
    expect(textOf(within(element, '.sub'))).to.contain('after 640 of');
  });

  it('starts nothing before it is near the viewport', async () => {
    const session = new ExplainingSession();
    const box = await fixture<HTMLElement>(html`<div></div>`);
    const space = document.createElement('div');
    space.style.height = '5000px';
    const element = document.createElement('saliency-map');
    element.session = session;
    box.append(space, element);
    await settled(element);
    await settled(element);
    expect(session.asked).to.deep.equal([]);
    element.scrollIntoView();
    await until(() => element.attribution !== undefined, 'the first map after scrolling');
    box.remove();
  });

  it('paints the map: the strongest pixel in the ramp’s last colour, nothing in its first', async () => {
    const { element } = await drawn();
    const canvas = within<HTMLCanvasElement>(element, '[part=map] canvas');
    const context = canvas.getContext('2d')!;
    const color = (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)];
    const swatches = all(element, '.ramp-probe i').map((i) => getComputedStyle(i).color);
    const rgb = (text: string) => text.match(/\d+/g)!.map(Number);
    expect(color(14, 20)).to.deep.equal(rgb(swatches[6]!));
    expect(color(31, 0)).to.deep.equal(rgb(swatches[0]!));
  });

  it('repaints when the page’s colour scheme changes', async () => {
    const { element } = await drawn();
    const canvas = within<HTMLCanvasElement>(element, '[part=map] canvas');
    const corner = () => canvas.getContext('2d')!.getImageData(31, 0, 1, 1).data[0]!;
    document.documentElement.style.colorScheme = 'light';
    await until(() => corner() > 200, 'light paper');
    document.documentElement.style.colorScheme = 'dark';
    await until(() => corner() < 60, 'dark paper');
    document.documentElement.style.colorScheme = '';
  });

  it('follows attributes, refuses wrong ones in words, and keeps the last good', async () => {
    const { element, session, errors } = await drawn({ method: 'smoothgrad', samples: '20', sigma: '0.1', seed: '7' });
    expect(explained(session)[0]!.params['settings']).to.include({
      method: 'smoothgrad',
      samples: 20,
      sigma: 0.1,
      seed: 7,
    });
    element.setAttribute('method', 'tea-leaves');
    await settled(element);
    expect(element.method).to.equal('smoothgrad');
    expect(errors.at(-1)!.message).to.match(/method="tea-leaves" can't be used/);
    element.setAttribute('target-class', 'cat');
    await until(() => element.attribution?.target === 3, 'a map for cat');
    expect(textOf(within(element, '[part=title]'))).to.equal('What would speak for cat?');
    element.setAttribute('target-class', 'unicorn');
    await until(() => errors.length > 1, 'a complaint');
    expect(errors.at(-1)!.message).to.match(/no class “unicorn”. The classes are airplane/);
    element.setAttribute('target-class', 'dog');
    await until(() => element.attribution?.target === 5, 'a map for dog');
    await settled(element);
    expect(all(element, '[part=error]').map(textOf).join()).not.to.contain('unicorn');
  });

  it('asks about the class that a reader presses, as a gesture', async () => {
    const { element, session, events } = await drawn();
    button(element, 'cat').click();
    await until(() => element.attribution?.target === 3, 'a map for cat');
    expect(explained(session).at(-1)!.priority).to.equal('gesture');
    expect(element.targetClass).to.equal(3);
    const change = events.find((event): event is QuestionChangeEvent => event.type === 'question-change')!;
    expect(change.changes).to.include({ targetClass: 3 });
    await settled(element);
    expect(button(element, 'cat').getAttribute('aria-pressed')).to.equal('true');
    expect(finding(element)).to.contain('Asked about cat');
  });

  it('asks why one and not another', async () => {
    const { element } = await drawn({ 'target-class': 'dog', against: 'cat' });
    expect(textOf(within(element, '[part=title]'))).to.equal('Why dog and not cat?');
    expect(element.attribution!.against).to.equal(3);
  });

  it('changes the method from its menu, and channels only where they apply', async () => {
    const { element, session } = await drawn();
    expect(all(element, '[part=controls] select')).to.have.lengthOf(2);
    choose(element, 0, 'occlusion');
    await until(() => element.attribution?.settings.method === 'occlusion', 'occlusion');
    await settled(element);
    expect(all(element, '[part=controls] select')).to.have.lengthOf(1);
    expect(explained(session).at(-1)!.priority).to.equal('gesture');
    choose(element, 0, 'gradient');
    await until(() => element.attribution?.settings.method === 'gradient', 'the gradient');
    await settled(element);
    choose(element, 1, 'signed-sum');
    await until(() => element.attribution?.signed === true, 'a signed map');
    await settled(element);
    expect(finding(element)).to.match(/\d+ % of it speaks against dog\.$/);
  });

  for (const method of METHOD_NAMES) {
    it(`explains how ${method} is computed, with its own numbers`, async () => {
      const { element } = await drawn({ method });
      button(element, 'How it is computed').click();
      await until(() => all(element, '#panel-how p').length > 1, 'the explanation');
      const words = plain(textOf(within(element, '#panel-how')));
      expect(words).to.contain('dog');
      expect(words).to.contain('It cannot tell');
      expect(words).not.to.match(/NaN|undefined|\[object/);
      const formula = within(element, '#panel-how math');
      expect(formula.namespaceURI).to.equal('http://www.w3.org/1998/Math/MathML');
      expect(
        [...formula.querySelectorAll('*')].every(({ namespaceURI }) => namespaceURI === formula.namespaceURI),
      ).to.equal(true);
    });
  }

  it('moves over the map with the arrow keys and says what is there', async () => {
    const { element } = await drawn();
    const map = within(element, '[part=map]');
    map.focus();
    press(map, 'ArrowRight');
    press(map, 'ArrowUp');
    await settled(element);
    expect(plain(textOf(within(element, 'figcaption')))).to.match(/^pixel \(15, 19\)/);
    expect(plain(textOf(within(element, '#probe')))).to.match(/^here 0\.215, 89 % of the largest$/);
    press(map, 'Home');
    await settled(element);
    expect(plain(textOf(within(element, 'figcaption')))).to.match(/^pixel \(0, /);
    map.blur();
    await settled(element);
    expect(plain(textOf(within(element, 'figcaption')))).to.match(/^pixel \(14, 20\)/);
  });

  it('is read by keyboard over the image as well, and tells moves only then', async () => {
    const { element } = await drawn();
    const image = within(element, '[part=image]');
    const caption = within(element, '#pixel');
    expect(caption.getAttribute('aria-live')).to.equal('off');
    image.focus();
    press(image, 'End');
    await settled(element);
    expect(plain(textOf(caption))).to.match(/^pixel \(31, 20\) · RGB \d+, \d+, \d+$/);
    expect(caption.getAttribute('aria-live')).to.equal('polite');
    expect(within(element, '#probe').getAttribute('aria-live')).to.equal('off');
  });

  it('shows the receptive field of a coarse map’s unit and the patch of occlusion', async () => {
    const { element } = await drawn({ method: 'grad-cam' });
    expect(all(element, '.reach')).to.have.lengthOf(2);
    expect(plain(textOf(within(element, '#probe')))).to.match(/a unit of relu 10 that sees 75 × 75 pixels/);
    choose(element, 0, 'occlusion');
    await until(() => element.attribution?.settings.method === 'occlusion', 'occlusion');
    await settled(element);
    expect(plain(textOf(within(element, '#probe')))).to.match(/with this patch covered: \d+\.\d %/);
  });

  it('says “no positive evidence” of an empty class map', async () => {
    const empty = { data: new Float32Array(1024), shape: [32, 32] };
    const { element } = await drawn({ method: 'grad-cam' }, (session) => {
      session.alter = (attribution) => ({ ...attribution, map: empty });
    });
    expect(finding(element)).to.match(
      /Nothing in the maps of relu 10 speaks for dog: there is no positive evidence\.$/,
    );
    expect(finding(element)).not.to.match(/NaN/);
    const against = await drawn({ method: 'cam' }, (session) => {
      session.alter = (attribution) => ({ ...attribution, map: { ...empty, data: new Float32Array(1024).fill(-1) } });
    });
    expect(finding(against.element)).to.match(/speaks against dog: there is no positive evidence\.$/);
  });

  it('warns of methods that redraw edges, with the paper', async () => {
    const { element } = await drawn({ method: 'guided-backprop' });
    expect(textOf(within(element, '.warn'))).to.match(/^Careful with guided backprop: .*Adebayo/);
    expect(within<HTMLAnchorElement>(element, '.warn a').href).to.equal('https://arxiv.org/abs/1810.03292');
  });

  it('lays the map over the image, through a slider', async () => {
    const { element } = await drawn();
    button(element, 'Overlaid').click();
    await settled(element);
    expect(element.overlay).to.equal(true);
    const [below, above] = all<HTMLCanvasElement>(element, '[part=map] canvas');
    expect(below!.getAttribute('aria-hidden')).to.equal('true');
    const alpha = (x: number, y: number) => above!.getContext('2d')!.getImageData(x, y, 1, 1).data[3]!;
    expect(alpha(31, 0)).to.equal(0);
    expect(alpha(14, 20)).to.be.closeTo(255 * 0.75, 2);
    const slider = within<HTMLInputElement>(element, '.duo input[type=range]');
    slider.value = '0.5';
    slider.dispatchEvent(new Event('input'));
    await settled(element);
    expect(alpha(14, 20)).to.be.closeTo(128, 2);
  });

  it('shows many images as the practical did: truth above the image, prediction above the map', async () => {
    const { element, session } = await drawn({ images: '4' });
    await until(() => all(element, '.gallery .pick').length === 4, 'the gallery');
    const [first] = all(element, '.gallery .pick');
    expect([...first!.children].map((child) => child.localName)).to.deep.equal(['span', 'canvas', 'span', 'canvas']);
    expect(textOf(first!.children[0]!)).to.equal('airplane');
    expect(plain(textOf(first!.children[2]!))).to.match(/^✕ dog\s*\d+ %$/);
    expect(all(element, '.gallery .pick').map((one) => textOf(one.children[0]!))).to.deep.equal([
      'airplane',
      'automobile',
      'bird',
      'cat',
    ]);
    all(element, '.gallery .pick')[2]!.click();
    await until(() => (explained(session).at(-1)!.params['images'] as PlainTensor).shape[0] === 1, 'the large picture');
    await settled(element);
    expect(textOf(within(element, '.sub'))).to.contain('held-out image 2, truly a bird');
  });

  it('compares methods when asked, one after the other, and says where one does not apply', async () => {
    const { element, session } = await drawn();
    expect(explained(session)).to.have.lengthOf(1);
    session.alter = (attribution) => {
      if (attribution.settings.method === 'grad-cam') throw new KitError('invalid-argument', 'No maps here.');
      return attribution;
    };
    button(element, 'Compare six methods').click();
    await until(() => all(element, '[part=comparison] .pick').length === 6, 'six places');
    await until(() => !textOf(within(element, '[part=comparison]')).includes('on its way'), 'six maps');
    const words = plain(textOf(within(element, '[part=comparison]')));
    expect(words).to.contain('gradient29 ms');
    expect(words).to.contain('SmoothGrad50 copies');
    expect(words).to.contain('integratedgap 0.4 %');
    expect(words).to.contain('Grad-CAMdoes not apply here');
    expect(words).to.contain('occlusion8 × 8 patch');
    expect(words).to.contain('own maximum');
    expect(words).to.contain('for dog');
    all(element, '[part=comparison] .pick')[1]!.click();
    await until(() => element.attribution?.settings.method === 'smoothgrad', 'the pressed method');
  });

  it('compares the methods that an attribute names without being asked', async () => {
    const { element } = await drawn({ compare: 'gradient cam' });
    await until(() => all(element, '[part=comparison] .pick').length === 2, 'two maps');
  });

  it('tests the map in two presses and forgets the tests with the map', async () => {
    const { element, session } = await drawn();
    await until(() => all(element, '[part=trust]').length === 1, 'the tests');
    expect(session.count('attribution.randomise')).to.equal(0);
    button(element, 'Replace the weights').click();
    await until(() => textOf(within(element, '[part=trust]')).includes('It passes'), 'the first test');
    // The method's own and, for comparison, guided backprop's.
    expect(session.count('attribution.randomise')).to.equal(2);
    expect(all(element, '[part=trust] .maps canvas')).to.have.lengthOf(6);
    button(element, 'Delete and insert').click();
    await until(() => all(element, '[part=trust] [part=chart]').length === 2, 'the second test');
    expect(plain(textOf(within(element, '[part=trust]')))).to.contain(
      'deletion 0.19 (0.30 to 0.33 in 8 random orders)',
    );
    button(element, 'cat').click();
    await until(() => element.attribution?.target === 3, 'another map');
    await settled(element);
    expect(all(element, '[part=trust] .maps')).to.have.lengthOf(0);
    button(element, 'Replace the weights');
  });

  it('shows the completeness of integrated gradients', async () => {
    const { element } = await drawn({ method: 'integrated-gradients' });
    await until(() => all(element, '[part=trust]').length === 1, 'the tests');
    expect(plain(textOf(within(element, '[part=trust]')))).to.match(/sum to 5\.210; .* is 5\.230: a gap of 0\.4 %/);
  });

  it('has every number in tables', async () => {
    const { element } = await drawn({ compare: 'gradient' });
    button(element, 'Numbers as a table').click();
    await until(() => all(element, '#panel-numbers table').length >= 3, 'the tables');
    const [classes, map] = all(element, '#panel-numbers table');
    expect(classes!.querySelectorAll('tbody tr')).to.have.lengthOf(10);
    expect(map!.querySelectorAll('tbody tr')).to.have.lengthOf(32);
    expect(textOf(map!.querySelectorAll('tbody tr')[20]!.children[15]!)).to.equal('100');
  });

  it('changes options in “All settings”', async () => {
    const { element, session } = await drawn({ method: 'smoothgrad' });
    button(element, 'All settings').click();
    await until(() => all(element, '#panel-settings input').length >= 3, 'the settings');
    const [copies] = all<HTMLInputElement>(element, '#panel-settings input');
    expect(copies!.value).to.equal('50');
    copies!.value = '80';
    copies!.dispatchEvent(new Event('change'));
    await until(() => element.attribution?.settings.samples === 80, '80 copies');
    expect(explained(session).at(-1)!.priority).to.equal('gesture');
  });

  it('lets a reader choose a sample or a picture of their own', async () => {
    const { element, session } = await drawn();
    button(element, 'Choose image').click();
    await until(() => all(element, '.picker .samples button').length === 20, 'twenty samples');
    expect(all(element, '.picker .samples button')[13]!.getAttribute('aria-label')).to.equal('cat, held-out image 13');
    all(element, '.picker .samples button')[13]!.click();
    await until(() => textOf(within(element, '.sub')).includes('held-out image 13, truly a cat'), 'the sample');
    button(element, 'File').click();
    await settled(element);
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    canvas.getContext('2d')!.fillRect(0, 0, 64, 64);
    const blob = await new Promise<Blob>((done) => canvas.toBlob((made) => done(made!)));
    const files = new DataTransfer();
    files.items.add(new File([blob], 'mine.png'));
    const input = within<HTMLInputElement>(element, '.picker input[type=file]');
    input.files = files.files;
    input.dispatchEvent(new Event('change'));
    await until(() => textOf(within(element, '.sub')).includes('mine.png'), 'my picture');
    await until(() => explained(session).length === 3, 'its map');
    const bad = new DataTransfer();
    bad.items.add(new File(['nonsense'], 'letter.txt'));
    input.files = bad.files;
    input.dispatchEvent(new Event('change'));
    await until(() => all(element, '.picker [role=alert]').length === 1, 'a refusal');
    expect(textOf(within(element, '.picker [role=alert]'))).to.match(/“letter.txt” is no picture/);
    press(within(element, '.picker'), 'Escape');
    await settled(element);
    expect(all(element, '.picker')).to.have.lengthOf(0);
  });

  it('never shows a map over an image that it is not of', async () => {
    const { element, session } = await drawn();
    session.hold();
    element.image = 3;
    await settled(element);
    session.release();
    await until(() => textOf(within(element, '.sub')).includes('held-out image 3'), 'the new image');
    expect(element.attribution === undefined || finding(element).includes('cat')).to.equal(true);
    await until(() => element.attribution !== undefined, 'its map');
  });

  it('follows a model that learns, one question at a time, and not with no-live', async () => {
    const { element, session } = await drawn();
    session.hold();
    const before = explained(session).length;
    for (let step = 641; step < 661; step += 1) session.show({ step, phase: 'running' });
    await settled(element);
    await until(() => explained(session).length === before + 1, 'a fresh map');
    for (let step = 661; step < 681; step += 1) session.show({ step });
    await settled(element);
    expect(explained(session).length).to.equal(before + 1);
    session.release();
    await until(() => explained(session).length === before + 2, 'the map after that');
    await until(() => textOf(within(element, '.sub')).includes('after 680'), 'its step');
    element.noLive = true;
    await settled(element);
    const still = explained(session).length;
    session.show({ step: 900 });
    await settled(element);
    await settled(element);
    expect(explained(session).length).to.equal(still);
  });

  it('follows nothing while it is out of sight', async () => {
    const { element, session } = await drawn();
    const space = document.createElement('div');
    space.style.height = '6000px';
    element.before(space);
    window.scrollTo(0, 0);
    const near = () => element.getBoundingClientRect().top < window.innerHeight + 300;
    await until(() => !near(), 'the element out of sight');
    await settled(element);
    await settled(element);
    const before = explained(session).length;
    for (let step = 700; step < 720; step += 1) session.show({ step, phase: 'running' });
    await aTimeout(400);
    expect(explained(session).length).to.equal(before);
    element.scrollIntoView();
    await until(() => explained(session).length === before + 1, 'the map of the step that was missed');
  });

  it('makes a picture of itself', async () => {
    const { element } = await drawn();
    const [createUrl, click] = [URL.createObjectURL, HTMLAnchorElement.prototype.click];
    const blobs: Blob[] = [];
    URL.createObjectURL = (blob) => {
      blobs.push(blob as Blob);
      return createUrl(blob);
    };
    HTMLAnchorElement.prototype.click = () => undefined;
    try {
      button(element, 'Export').click();
      await until(() => all(element, '[role=menuitem]').length === 4, 'the menu');
      button(element, 'Picture').click();
      await until(() => blobs.length === 1, 'the picture');
    } finally {
      [URL.createObjectURL, HTMLAnchorElement.prototype.click] = [createUrl, click];
    }
    const picture = await createImageBitmap(blobs[0]!);
    expect(picture.width).to.equal(2 * (2 * 24 + 2 * 256 + 2 * 16 + 170));
    expect(picture.height).to.be.above(2 * 350);
  });

  it('shows what went wrong in its own box, and tries again when asked', async () => {
    const { element, session, errors } = await bench({}, (made) =>
      made.failures.set('attribution.explain', new KitError('device-lost', 'The device was lost. Nothing else is.')),
    );
    await until(() => errors.length === 1, 'the failure');
    await settled(element);
    expect(textOf(within(element, '[part=error]'))).to.contain('The device was lost.');
    const asked = explained(session).length;
    element.requestUpdate();
    await settled(element);
    expect(explained(session).length, 'asks no second time by itself').to.equal(asked);
    session.failures.clear();
    button(element, 'Go on').click();
    await until(() => element.attribution !== undefined, 'the map');
    await settled(element);
    expect(all(element, '[part=error]')).to.have.lengthOf(0);
  });

  it('offers Grad-CAM where CAM does not apply', async () => {
    const { element, errors } = await bench({ method: 'cam' }, (made) => {
      made.alter = (attribution) => {
        if (attribution.settings.method === 'cam') throw new KitError('invalid-argument', 'CAM needs another head.');
        return attribution;
      };
    });
    await until(() => errors.length === 1, 'the refusal');
    await settled(element);
    button(element, 'Use Grad-CAM instead').click();
    await until(() => element.attribution?.settings.method === 'grad-cam', 'Grad-CAM');
  });

  it('exports numbers and the tag that asks the same', async () => {
    const { element, session } = await drawn({ method: 'gradient', 'target-class': 'cat' });
    const attribution = element.attribution!;
    const picked = {
      pixels: { data: new Uint8Array(3072), shape: [32, 32, 3] },
      index: 4,
      truth: 'deer',
      name: 'held-out image 4',
    };
    const one = { picked, attribution, measures: measure(attribution.map), step: 640, milliseconds: 3 };
    const view = {
      snapshot: session.snapshot,
      picked,
      explained: one,
      choices: { method: 'gradient', targetClass: 'cat', signed: false, overlay: true, opacity: 1, colormap: 'heat' },
    } as unknown as View;
    expect(tagFor('saliency-map', view)).to.equal(
      '<saliency-map model="explaining" method="gradient" target-class="cat" image="4" overlay></saliency-map>',
    );
    const rows = mapCsv(one).trim().split('\r\n');
    expect(rows).to.have.lengthOf(1025);
    expect(rows[0]).to.equal('x,y,red,green,blue,value,value red,value green,value blue');
    const log = JSON.parse(everything(view, one, undefined)) as { finding: string; map: { data: number[] } };
    expect(log.finding).to.equal(findingText(view));
    expect(log.map.data).to.have.lengthOf(1024);
  });

  it('says nothing on the console, removed and put back, with its questions open', async () => {
    const heard = listenToConsole();
    const { element, session } = await drawn({ compare: '', images: '3' });
    session.hold();
    element.method = 'occlusion';
    await settled(element);
    const { parentElement } = element;
    element.remove();
    session.release();
    parentElement!.append(element);
    await until(() => element.attribution?.settings.method === 'occlusion', 'the map after the move');
    expect(heard().filter((line) => !line.includes('Lit is in dev mode'))).to.deep.equal([]);
  });

  it('has no accessibility violations, in any part', async function () {
    this.timeout(60_000);
    const { element } = await drawn({ images: '3', compare: 'gradient cam', method: 'guided-backprop', overlay: '' });
    await until(() => all(element, '.gallery .pick').length === 3, 'the gallery');
    await until(() => all(element, '[part=trust]').length === 1, 'the tests');
    button(element, 'Replace the weights').click();
    button(element, 'Delete and insert').click();
    button(element, 'Choose image').click();
    for (const words of ['How it is computed', 'Numbers as a table', 'All settings']) button(element, words).click();
    await until(() => all(element, '[part=chart]').length === 2, 'the charts');
    await until(() => all(element, '.picker .samples button').length === 20, 'the samples');
    await until(() => all(element, '#panel-settings select').length > 2, 'the settings');
    const { violations } = await axe.run(element, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: text }) => text).join()}`)).to.deep.equal([]);
  });

  it('fits 280 pixels', async () => {
    const { element } = await drawn({ images: '3', compare: '' });
    element.parentElement!.style.width = '280px';
    await until(() => all(element, '.gallery .pick').length === 3, 'the gallery');
    await settled(element);
    const box = element.getBoundingClientRect();
    for (const one of all(element, '.el > *')) {
      expect(one.scrollWidth, one.className).to.be.at.most(Math.ceil(box.width) + 1);
    }
  });
});

describe('<saliency-map> over a real model', function () {
  this.timeout(90_000);

  it('shows a map of an untrained model, follows its training, and answers a press meanwhile', async () => {
    const lease = acquireSession('saliency-test', {
      architecture: baseline({ width: 1 / 32 }),
      // Steps long enough that a message to the worker, on a busy machine, takes less than one.
      batchSize: 64,
      epochs: 1,
    });
    const element = await fixture<SaliencyMap>(html`<saliency-map model="saliency-test"></saliency-map>`);
    await untilLong(() => element.attribution !== undefined, 'the first map');
    expect(textOf(within(element, '.sub'))).to.contain('untrained');
    const steps: number[] = [];
    element.addEventListener('attribution', ({ step }) => steps.push(step));
    const run = lease.session.train();
    await untilLong(() => steps.some((step) => step > 0), 'a map of a trained step');
    const from = await stepsDone(lease.session, 3);
    button(element, textOf(all(element, '.classes button')[3]!)).click();
    const target = element.targetClass;
    await untilLong(() => element.attribution?.target === target, 'the pressed class');
    expect(steps.at(-1)! - from).to.be.below(5);
    await lease.session.pause();
    await run;
    lease.release();
  });

  it('explains a network from a file, with the file’s own size, by the names that the page gives', async () => {
    const address = new URL('../fixtures/models/small/model.json', import.meta.url).href;
    const element = await fixture<SaliencyMap>(
      html`<saliency-map model="saliency-file" src=${address} method="grad-cam"></saliency-map>`,
    );
    await untilLong(() => element.attribution !== undefined || element.problems.length > 0, 'its map');
    expect(element.problems.map(({ message }) => message)).to.deep.equal([]);
    const { spec, classNames } = element.session!.snapshot;
    expect(element.attribution!.map.shape).to.deep.equal(spec.inputShape.slice(0, 2));
    await settled(element);
    expect(finding(element)).to.match(new RegExp(`^The network says (${classNames.join('|')}), `));
    expect(textOf(within(element, '.sub'))).to.match(/^small · held-out image 0/);
  });

  it('says in its box that a file is none, and tries again', async () => {
    const heard: KitError[] = [];
    const box = await fixture<HTMLElement>(html`<div></div>`);
    box.addEventListener('kit-error', (event) => heard.push(event.error));
    const element = document.createElement('saliency-map');
    element.model = 'saliency-no-file';
    element.src = new URL('../fixtures/models/small/nothing.json', import.meta.url).href;
    box.append(element);
    await untilLong(() => heard.length > 0, 'the failure');
    await settled(element);
    expect(heard[0]!.code).to.equal('fetch-failed');
    button(element, 'Download again');
  });
});

async function untilLong(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await new Promise(requestAnimationFrame);
  }
}
