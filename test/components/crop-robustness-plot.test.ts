/** The element over a real, narrow model: what it shows and says, keys and presses, many images, other networks, faults. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import axe from 'axe-core';
import '../../components/crop-robustness-plot/define.js';
import type { CropRobustnessPlot } from '../../components/crop-robustness-plot/crop-robustness-plot.js';
import { surveyCsv, sweepCsv, tagFor } from '../../components/crop-robustness-plot/exports.js';
import {
  finding,
  remedyWords,
  surveyFinding,
  textOf as textOfFinding,
} from '../../components/crop-robustness-plot/finding.js';
import { histogram, ranking } from '../../components/crop-robustness-plot/survey.js';
import type { Surveyed, View } from '../../components/crop-robustness-plot/view.js';
import { sweepWords } from '../../components/crop-robustness-plot/words.js';
import { acquireSession, KitError, planSweep, type SessionLease, type SweptImage } from '../../core/index.js';
import { baseline } from '../../core/models/architectures/baseline.js';
import { summarise, sweptImage } from '../../core/robustness/summary.js';
import { ExplainingSession } from '../../stories/support/explaining-session.js';
import { all, button, settled, textOf, within } from './shared/element-tools.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const said = (element: CropRobustnessPlot, part: string) => plain(textOf(within(element, `[part=${part}]`)));
const NAMES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
/** A device that others use too may take its time. */
async function untilLong(condition: () => boolean, what: string): Promise<void> {
  await waitUntil(condition, what, { timeout: 60_000 });
}

/** Views of an image that all say `top`, but those in `others`. */
function answers(views: number, top: number, others: Readonly<Record<number, number>> = {}): SweptImage {
  const row = (c: number) => Float32Array.from(NAMES, (_, i) => (i === c ? 0.73 : 0.03));
  const probabilities = new Float32Array(views * 10);
  for (let view = 0; view < views; view += 1) probabilities.set(row(others[view] ?? top), view * 10);
  const side = Math.sqrt(views);
  return sweptImage(row(top), probabilities, { rows: side, columns: side });
}

const picked = {
  pixels: { data: new Uint8Array(32 * 32 * 3), shape: [32, 32, 3] },
  index: 4,
  truth: 'ship',
  name: 'held-out image 4',
};
function viewOf(image: SweptImage, stride = 1): View {
  const session = new ExplainingSession();
  const sweep = planSweep({ transform: 'crops', stride }, 32, 32);
  return {
    snapshot: session.snapshot,
    choices: {
      transform: 'crops',
      cropSize: undefined,
      stride,
      range: undefined,
      padding: undefined,
      statistic: 'agreement',
      setSize: 100,
      seed: 1,
      compare: undefined,
    },
    picked,
    swept: { picked, sweep, image, step: 640, milliseconds: 100 },
    selected: 0,
    busy: undefined,
  };
}

describe('sentences on sweeps', () => {
  it('say how many agree and how often a pixel matters', () => {
    expect(plain(textOfFinding(finding(viewOf(answers(81, 8)))))).to.equal(
      'Here it does: all 81 crops are named as the whole image (ship, 73 %) is.',
    );
    // 3 pairs about the first two crops and 4 about the middle one differ: 7 of 144.
    expect(plain(textOfFinding(finding(viewOf(answers(81, 8, { 0: 1, 1: 1, 40: 1 })))))).to.match(
      /^Not here: 96 % of the crops agree with the whole image \(ship, 73 %\), and one in 21 moves by a single pixel changes the answer\.$/,
    );
  });

  it('say which pixels a stride leaves out', () => {
    expect(sweepWords(planSweep({ transform: 'crops', stride: 3 }, 32, 32))).to.equal(
      '24 × 24 crops at stride 3 over 32 × 32: 9 crops; the stride leaves the last 2 rows and columns out',
    );
  });

  it('of many images carry their intervals, sort and count them', () => {
    const images = [answers(81, 8), answers(81, 1, { 40: 2 }), answers(81, 3, { 0: 4, 9: 4, 18: 5 })];
    const truths = [8, 1, 3];
    const sweep = planSweep({ transform: 'crops' }, 32, 32);
    const summary = summarise(images, truths, sweep, 1);
    const surveyed: Surveyed = { sweep, picked: [picked, picked, picked], images, summary, step: 1, milliseconds: 1 };
    expect(plain(textOfFinding(surveyFinding(surveyed)))).to.match(
      /^Over 3 images 98\.4 % of crops agree with the whole image \(95 % interval 9[67]\.\d to 100\.0\); .* of moves by a single pixel change the answer, and a move by a single pixel from the middle changes that of 33 % of the images \(0\.0 to 100\.0\)\.$/,
    );
    expect(remedyWords(surveyed)).to.match(/averaged over 3 × 3 neighbouring crops, 0\.0/);
    expect(ranking(surveyed, 'agreement')).to.deep.equal([2, 1, 0]);
    expect(ranking(surveyed, 'moved')[0]).to.equal(1);
    expect(histogram(surveyed, 'agreement')).to.deep.equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 3]);
    const { snapshot } = viewOf(images[0]!);
    const csv = surveyCsv(surveyed, { snapshot }).split('\r\n');
    expect(csv.length).to.equal(1 + 3 * 82 + 1);
    expect(csv[0]).to.match(/^image,truth,view,x,y,airplane/);
  });

  it('go into files with every probability, and into a tag', () => {
    const view = viewOf(answers(81, 8));
    const rows = sweepCsv(view.swept!, view).split('\r\n');
    expect(rows.length).to.equal(1 + 82 + 1);
    expect(rows[2]).to.match(/^0,0,0,ship,0\.0(3|2999)/);
    expect(tagFor('crop-robustness-plot', view)).to.include('transform="crops"').and.include('image="4"');
  });
});

describe('<crop-robustness-plot>', function () {
  this.timeout(120_000);
  let lease: SessionLease;
  before(() => {
    lease = acquireSession('crops-test', { architecture: baseline({ width: 1 / 32 }), seed: 2 });
  });
  after(() => lease.release());

  async function drawn(attributes: Record<string, string> = {}, width = 720): Promise<CropRobustnessPlot> {
    const box = await fixture<HTMLElement>(html`<div></div>`);
    box.style.width = `${width}px`;
    const element = document.createElement('crop-robustness-plot');
    element.setAttribute('model', 'crops-test');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    box.append(element);
    await untilLong(() => element.result !== undefined || element.problems.length > 0, 'the answers');
    await settled(element);
    return element;
  }

  it('shows 81 crops, and moves by keys, by the map and by the chart', async () => {
    const element = await drawn();
    expect(all(element, '.cr .class-map > text').length).to.equal(81);
    expect(said(element, 'finding')).to.match(/^Untrained/);
    expect(textOf(within(element, '.sub'))).to.match(
      /untrained · 24 × 24 crops at stride 1 over 32 × 32: 81 crops of held-out image 0/,
    );
    expect(all(element, '.bars li').length).to.equal(10);
    const slider = within(element, '[role=slider][part=image]');
    expect(slider.getAttribute('aria-valuenow')).to.equal('40');
    const key = async (name: string) => {
      slider.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
      await settled(element);
      return slider.getAttribute('aria-valuenow');
    };
    expect(await key('ArrowRight')).to.equal('41');
    expect(await key('ArrowDown')).to.equal('50');
    expect(await key('Home')).to.equal('0');
    expect(await key('ArrowUp')).to.equal('0');
    expect(await key('End')).to.equal('80');
    expect(slider.getAttribute('aria-valuetext')).to.match(/^column 8, row 8: \w+ \d+/);
    const range = within<HTMLInputElement>(element, '.probe');
    range.value = '10';
    range.dispatchEvent(new Event('input'));
    await settled(element);
    expect(slider.getAttribute('aria-valuenow')).to.equal('10');
    const map = within<SVGSVGElement>(element, '.cr .class-map');
    const box = map.getBoundingClientRect();
    const at = { clientX: box.left + box.width * 0.95, clientY: box.top + box.height * 0.05 };
    map.dispatchEvent(new PointerEvent('pointerdown', { ...at, bubbles: true, buttons: 1 }));
    await settled(element);
    expect(slider.getAttribute('aria-valuenow')).to.equal('8');
  });

  it('sweeps by every transform', async () => {
    const element = await drawn({ stride: '1' });
    for (const [tab, views] of [
      ['Resized', 81],
      ['Shifts', 81],
      ['Rotations', 31],
      ['Scales', 31],
      ['Mirror', 2],
    ] as const) {
      button(element, tab).click();
      await untilLong(() => element.result?.probabilities.length === views * 10, tab);
      await settled(element);
      expect(all(element, '.cr .class-map > text:not(.amount)').length, tab).to.equal(views);
      const slider = within(element, '[role=slider][part=image]');
      slider.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true, cancelable: true }));
      await settled(element);
      expect(slider.getAttribute('aria-valuenow')).to.equal(String(views - 1));
    }
  });

  it('sweeps many images on request, says what they say, and can be cancelled', async () => {
    const element = await drawn({ 'set-size': '12', stride: '4' });
    await untilLong(() => all(element, '[part=survey] button').length > 0, 'the offer');
    expect(textOf(within(element, '[part=survey]'))).to.match(/Sweep 12 held-out images 108 crops, about/);
    let heard = 0;
    element.addEventListener('survey', ({ images, summary }) => {
      heard = images.length;
      expect(summary.all.agreement.count).to.equal(12);
    });
    element.startSurvey();
    await untilLong(() => heard > 0, 'the survey');
    await settled(element);
    expect(heard).to.equal(12);
    expect(said(element, 'survey-finding')).to.match(
      /^Over 12 images .* of crops agree with the whole image \(95 % interval/,
    );
    expect(all(element, '.extremes button').length).to.equal(6);
    all(element, '.extremes button')[0]!.click();
    await untilLong(() => /of held-out image/.test(textOf(within(element, '.sub'))), 'the picked image');
    element.setSize = 400;
    element.stride = 1;
    await untilLong(() => all(element, '.histogram').length === 0, 'the offer again');
    element.startSurvey();
    await untilLong(() => /Cancel/.test(textOf(within(element, '[part=survey]'))), 'the way out');
    button(element, 'Cancel').click();
    await untilLong(() => /Sweep 400/.test(textOf(within(element, '[part=survey]'))), 'the offer after a cancel');
  });

  it('compares with another model of the page, image by image', async () => {
    const other = acquireSession('crops-other', { architecture: baseline({ width: 1 / 32 }), seed: 9 });
    const element = await drawn({ 'set-size': '10', stride: '8', survey: '', compare: 'crops-other' });
    await untilLong(() => all(element, '.duel + .intervals .interval').length === 1, 'the difference');
    expect(all(element, '.rivals .class-map').length).to.equal(2);
    expect(plain(textOf(within(element, '.duel + .intervals')))).to.match(
      /crops-other − .* points \([+−]\d+\.\d to [+−]\d+\.\d\)/,
    );
    other.release();
  });

  it('looks for a worst case', async () => {
    const element = await drawn();
    await untilLong(() => all(element, '[part=worst] button').length > 0, 'the offer');
    button(element, 'Search for').click();
    await untilLong(() => all(element, '[part=worst-finding]').length === 1, 'the worst case');
    expect(said(element, 'worst-finding')).to.match(/greedy|None of/);
  });

  it('says what is wrong with an attribute or a sweep, and keeps the last good one', async () => {
    const element = await drawn({ transform: 'nonsense' });
    expect(element.problems[0]?.message).to.include('transform="nonsense" can\'t be used');
    await untilLong(() => element.result !== undefined, 'the answers by default');
    element.setAttribute('crop-size', '0');
    await settled(element);
    expect(element.problems.some(({ message }) => message.includes('crop-size="0"'))).to.equal(true);
    // What is far below the window asks nothing.
    element.parentElement!.remove();
    const large = await drawn({ 'crop-size': '33' });
    expect(large.problems[0]?.message).to.include('33 pixels').and.include('32 × 32');
    large.cropSize = 32;
    await untilLong(() => large.result?.probabilities.length === 10, 'a crop of the whole size');
    await settled(large);
    expect(large.problems.length).to.equal(0);
    expect(said(large, 'finding')).to.match(/a single crop/);
  });

  it('says failures in its box, and tries again', async () => {
    const session = new ExplainingSession();
    session.failures.set(
      'dataset.samples',
      new KitError('fetch-failed', 'The images did not arrive. Is the network there?'),
    );
    const box = await fixture<HTMLElement>(html`<div></div>`);
    const element = document.createElement('crop-robustness-plot');
    element.session = session;
    box.append(element);
    await untilLong(() => element.problems.length > 0, 'the failure');
    await settled(element);
    expect(said(element, 'error')).to.include('did not arrive');
    const before = session.count('dataset.samples');
    button(element, 'Download again').click();
    await untilLong(() => session.count('dataset.samples') > before, 'another try');
  });

  it('has no accessibility violations, in any part, and fits 280 pixels', async () => {
    const element = await drawn({ 'set-size': '10', stride: '4', survey: '' });
    await untilLong(() => all(element, '.histogram').length === 1, 'many images');
    for (const words of ['How it is computed', 'Numbers as a table', 'All settings']) button(element, words).click();
    await untilLong(() => all(element, '#panel-settings select').length > 0, 'the settings');
    await settled(element);
    const { violations } = await axe.run(element, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: text }) => text).join()}`)).to.deep.equal([]);
    element.parentElement!.style.width = '280px';
    await settled(element);
    const { width } = element.getBoundingClientRect();
    for (const one of all(element, '.el > *'))
      expect(one.scrollWidth, one.className).to.be.at.most(Math.ceil(width) + 1);
  });

  it('keeps its answers over a move in the page', async () => {
    const element = await drawn();
    const { parentElement } = element;
    element.remove();
    parentElement!.append(element);
    await untilLong(() => element.result !== undefined, 'the answers after the move');
  });
});
