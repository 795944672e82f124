/** The element over a real, narrow model: what it shows and says, keys and pointers, the space of codes, faults. */
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import axe from 'axe-core';
import '../../components/feature-explorer/define.js';
import { deadFinding } from '../../components/feature-explorer/dead.js';
import { mapsCsv, patchesCsv, spaceCsv, tagFor } from '../../components/feature-explorer/exports.js';
import type { FeatureExplorer } from '../../components/feature-explorer/feature-explorer.js';
import { textOf as textOfFinding } from '../../components/feature-explorer/finding.js';
import { smoothFinding, weightsOf } from '../../components/feature-explorer/kernels.js';
import { layerNamed, layersOf } from '../../components/feature-explorer/layers.js';
import { channelOf, measure } from '../../components/feature-explorer/measures.js';
import { classesOf, cutOut, patchesOf } from '../../components/feature-explorer/patches.js';
import {
  nearestTo,
  nextTowards,
  paintPoints,
  placed,
  Thumbnails,
  within as inside,
} from '../../components/feature-explorer/points.js';
import { channelAt, paintSheet, sheetLayout } from '../../components/feature-explorer/sheet-paint.js';
import type { Surveyed } from '../../components/feature-explorer/view.js';
import { acquireSession, KitError, type SessionLease } from '../../core/index.js';
import { baseline } from '../../core/models/architectures/baseline.js';
import { mobilenet } from '../../core/models/architectures/mobilenet.js';
import { ExplainingSession } from '../../stories/support/explaining-session.js';
import { all, button, press, settled, textOf, within } from './shared/element-tools.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const said = (element: FeatureExplorer, part: string) => plain(textOf(within(element, `[part=${part}]`)));
/** A device that others use too may take its time. */
async function untilLong(condition: () => boolean, what: string): Promise<void> {
  await waitUntil(condition, what, { timeout: 120_000 });
}
const RAMP = [
  [0, 0, 0],
  [200, 100, 0],
] as const;
const image = (index: number, truth: string) => ({
  pixels: { data: Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (index * 50 + i) % 256), shape: [8, 8, 3] },
  index,
  truth,
  name: `held-out image ${index}`,
});

describe('what features are drawn and said from', () => {
  const spec = { ...baseline({ width: 1 / 32 }) };

  it('layers go with what follows them, and are found by any of their names', () => {
    const layers = layersOf(spec);
    expect(layers.map(({ name }) => name).slice(0, 2)).to.deep.equal(['conv0', 'conv1']);
    const conv3 = layerNamed(layers, 'relu3')!;
    expect([conv3.name, conv3.shown.name, conv3.kernel, conv3.rectified]).to.deep.equal([
      'conv3',
      'relu3',
      'conv3',
      true,
    ]);
    expect(layerNamed(layers, 'conv3')).to.equal(conv3);
    expect(layerNamed(layers, 'nowhere')).to.equal(undefined);
    expect(layerNamed(layers, undefined)!.name).to.equal('conv3');
    expect(layerNamed(layers, 'logits')!.size).to.deep.equal([1, 1]);
    expect(layersOf(mobilenet({ width: 1 / 32 })).some(({ kernel }) => kernel === 'dw1')).to.equal(true);
  });

  it('a sheet has a place for each channel, and each number its colour', () => {
    const data = Float32Array.from({ length: 2 * 4 * 3 }, (_, i) => i % 3);
    const maps = { data, shape: [2, 4, 3] };
    const layout = sheetLayout(maps.shape);
    for (let c = 0; c < 3; c += 1) {
      const x = ((c % layout.columns) * layout.pitch[0] + 1) / layout.width;
      const y = (Math.floor(c / layout.columns) * layout.pitch[1] + 1) / layout.height;
      expect(channelAt(layout, 3, x, y)).to.equal(c);
    }
    const canvas = document.createElement('canvas');
    paintSheet(canvas, { maps, ramp: 'seq', largest: 2 }, RAMP);
    expect([canvas.width, canvas.height]).to.deep.equal([layout.width, layout.height]);
    const pixel = (c: number) => [
      ...canvas
        .getContext('2d')!
        .getImageData((c % layout.columns) * layout.pitch[0], Math.floor(c / layout.columns) * layout.pitch[1], 1, 1)
        .data,
    ];
    expect(pixel(0)).to.deep.equal([0, 0, 0, 255]);
    expect(pixel(2)).to.deep.equal([200, 100, 0, 255]);
    expect(measure(maps).silent).to.equal(1);
    expect([...channelOf(maps, 2).data]).to.deep.equal(new Array(8).fill(2));
  });

  it('512 channels are drawn within 200 ms', () => {
    const maps = { data: Float32Array.from({ length: 16 * 16 * 512 }, (_, i) => i % 97), shape: [16, 16, 512] };
    const canvas = document.createElement('canvas');
    const times = Array.from({ length: 5 }, () => {
      const begun = performance.now();
      const { largest, ramp } = measure({ ...maps });
      paintSheet(canvas, { maps, ramp, largest }, RAMP);
      // Reading makes the browser finish what it was told to draw.
      canvas.getContext('2d')!.getImageData(0, 0, 1, 1);
      return performance.now() - begun;
    });
    // The least of them: what a busy machine adds to the others is not the drawing's.
    const least = Math.min(...times);
    expect(least, `${least.toFixed(1)} ms`).to.be.below(200);
  });

  it('a patch is what the unit sees, grey past the edge', () => {
    const picked = image(1, 'cat');
    const patch = cutOut(picked.pixels, { top: -1, left: 6, bottom: 2, right: 9 });
    expect(patch.shape).to.deep.equal([3, 3, 3]);
    const at = (row: number, column: number) => [
      ...patch.data.slice((row * 3 + column) * 3, (row * 3 + column) * 3 + 3),
    ];
    expect(at(0, 0)).to.deep.equal([128, 128, 128]);
    expect(at(1, 2)).to.deep.equal([128, 128, 128]);
    expect(at(1, 0)).to.deep.equal([...picked.pixels.data.slice(18, 21)]);
    expect(at(2, 1)).to.deep.equal([...picked.pixels.data.slice((8 + 7) * 3, (8 + 7) * 3 + 3)]);
  });

  it('patches are read from the columns of a survey, and counted by class', () => {
    const layer = layersOf(spec)[0]!;
    const surveyed: Surveyed = {
      picked: [image(0, 'cat'), image(1, 'dog'), image(2, 'cat')],
      step: 3,
      layers: {
        relu0: {
          top: 3,
          images: Int32Array.of(2, 0, 1, 1, 2, 0),
          positions: Int32Array.of(33, 5, 0, 1, 2, 3),
          values: Float32Array.of(3, 2, 0, 1, 0.5, 0.25),
          width: 32,
          zeroShares: Float32Array.of(0.5, 0),
        },
      },
    };
    const patches = patchesOf(surveyed, layer, 0);
    expect(patches.map(({ picked, row, column, value }) => [picked.index, row, column, value])).to.deep.equal([
      [2, 1, 1, 3],
      [0, 0, 5, 2],
    ]);
    expect(patches[0]!.box).to.deep.equal({ top: 0, left: 0, bottom: 3, right: 3 });
    expect(classesOf(patches.map((patch) => patch.picked))).to.deep.equal([['cat', 2]]);
    const rows = patchesCsv(surveyed, { layer }).split('\r\n');
    expect(rows.length).to.equal(1 + 2 + 3 + 1);
    expect(rows[1]).to.equal('0,0,2,cat,1,1,3,0,0,3,3');
  });

  it('the weights of a channel are cut out of any kernel', () => {
    const numbers = (shape: readonly number[]) => ({
      data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i),
      shape,
    });
    expect([...weightsOf(numbers([1, 2, 2, 3]), 1, false).data]).to.deep.equal([1, 4, 7, 10]);
    expect([...weightsOf(numbers([1, 2, 3, 1]), 2, true).data]).to.deep.equal([2, 5]);
    expect(weightsOf(numbers([4, 3]), 2, false)).to.deep.equal({
      data: Float32Array.of(2, 5, 8, 11),
      shape: [1, 1, 4],
    });
  });

  it('sentences say what the numbers do', () => {
    const chance = { mean: -0.125, deviation: 0.01 };
    const look = { kernel: undefined, slices: 64 };
    const smooth = (correlation: number) =>
      plain(textOfFinding(smoothFinding({ ...look, smoothness: { correlation, chance } })));
    expect(smooth(0.4)).to.match(/are smooth: .* by 0\.400 over its 64 windows, .* by −0\.125 ± 0\.010\.$/);
    expect(smooth(-0.12)).to.match(/no smoother than noise/);
    expect(smooth(-0.4)).to.match(/rougher than noise/);
    const layer = (name: string, dead: number) => ({ name, dead, channels: 10 });
    expect(textOfFinding(deadFinding([layer('a', 0), layer('b', 0)], 200))).to.match(/^No filter is dead: each of 20/);
    expect(plain(textOfFinding(deadFinding([layer('a', 1), layer('b', 4)], 200)))).to.equal(
      '5 of 20 filters are dead: zero everywhere on all of 200 held-out images. Most of them, 4 of 10, are in b.',
    );
  });

  it('points lie within the square, and are found by place and direction', () => {
    const places = placed(Float32Array.of(0, 0, 10, 0, 0, 5, 10, 5));
    places.forEach((value) => expect(value).to.be.within(0, 1));
    expect(nearestTo(places, places[2]!, places[3]!)).to.deep.equal({ index: 1, distance: 0 });
    expect(nextTowards(places, 0, 1, 0)).to.equal(1);
    expect(nextTowards(places, 0, 0, 1)).to.equal(2);
    expect(nextTowards(places, 0, -1, 0)).to.equal(undefined);
    expect(inside(places, { x: [0, 0.5], y: [0, 1] })).to.deep.equal([0, 2]);
  });

  it('a thousand thumbnails are drawn within a frame that nobody misses', () => {
    const picked = Array.from({ length: 1000 }, (_, i) => image(i, 'cat'));
    const thumbnails = new Thumbnails(
      picked,
      picked.map(() => 'rgb(200, 0, 0)'),
    );
    const canvas = document.createElement('canvas');
    canvas.style.width = '400px';
    document.body.append(canvas);
    const places = Float32Array.from({ length: 2000 }, (_, i) => ((i * 7919) % 1000) / 1000);
    const marks = {
      selected: 3,
      brushed: new Set<number>(),
      near: new Set([1]),
      brush: undefined,
      ink: '#000',
      ground: '#fff',
    };
    const times = Array.from({ length: 7 }, () => paintPoints(canvas, thumbnails, places, marks));
    canvas.remove();
    const least = Math.min(...times);
    expect(least, `${least.toFixed(1)} ms`).to.be.below(50);
  });
});

describe('<feature-explorer>', function () {
  this.timeout(300_000);
  let lease: SessionLease;
  before(() => {
    lease = acquireSession('features-test', { architecture: baseline({ width: 1 / 32 }), seed: 2 });
  });
  after(() => lease.release());

  async function drawn(attributes: Record<string, string> = {}, width = 720): Promise<FeatureExplorer> {
    const box = await fixture<HTMLElement>(html`<div></div>`);
    box.style.width = `${width}px`;
    const element = document.createElement('feature-explorer');
    element.setAttribute('model', 'features-test');
    element.setAttribute('set-size', '12');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    box.append(element);
    await untilLong(() => element.activations !== undefined || element.problems.length > 0, 'the maps');
    await settled(element);
    return element;
  }

  it('shows all channels of a layer, and moves by keys and pointer', async () => {
    const element = await drawn({ layer: 'conv2', channel: '1' });
    expect(element.activations!.shape).to.deep.equal([16, 16, 4]);
    expect(said(element, 'finding')).to.match(
      /^Untrained, .* channel 1 of conv2 \(after relu2\) gives .* at row \d+, column \d+, which sees 7 × 7 pixels; \d+ % of its map is zero\./,
    );
    const sheet = within(element, '[part=sheet]');
    expect(sheet.getAttribute('aria-valuetext')).to.match(/^channel 1: at most/);
    press(sheet, 'Home');
    await settled(element);
    expect(element.channel).to.equal(0);
    press(sheet, 'End');
    await settled(element);
    expect(element.channel).to.equal(3);
    await untilLong(() => all(element, '.patches button').length > 0, 'the patches');
    const bounds = sheet.getBoundingClientRect();
    const corner = { clientX: bounds.left + 2, clientY: bounds.top + 2, bubbles: true };
    sheet.dispatchEvent(new PointerEvent('pointermove', corner));
    await settled(element);
    expect(said(element, 'patches')).to.match(/^What makes channel 0 fire/);
    expect(element.channel).to.equal(3);
    sheet.dispatchEvent(new PointerEvent('pointerleave', { bubbles: true }));
    await settled(element);
    expect(said(element, 'patches')).to.match(/^What makes channel 3 fire/);
    const unit = within(element, '[part=channel]');
    press(unit, 'ArrowRight');
    press(unit, 'ArrowDown');
    await settled(element);
    expect(unit.getAttribute('aria-valuetext')).to.match(/^row \d+, column \d+: /);
  });

  it('says which filters are dead and how smooth weights are', async () => {
    const element = await drawn({ layer: 'conv1' });
    await untilLong(() => all(element, '[part=dead-finding]').length === 1, 'the survey');
    await untilLong(() => all(element, '[part=weights-finding]').length === 1, 'the kernel');
    expect(all(element, '.dead li').length).to.equal(11);
    expect(said(element, 'dead-finding')).to.match(/dead/);
    expect(said(element, 'weights-finding')).to.match(/correlate by/);
  });

  it('lays held-out images out by code and by pixels, and finds neighbours', async () => {
    const element = await drawn({ 'embed-size': '30', perplexity: '5' });
    await untilLong(() => all(element, '[part=space] button').length > 0, 'the offer');
    const heard = new Promise<number>((done) =>
      element.addEventListener('embedding', ({ codes, pixels, images }) => {
        expect(codes.frame.step).to.equal(750);
        expect(pixels.frame.positions.length).to.equal(60);
        expect(codes.purity).to.be.within(0, 1);
        done(images.length);
      }),
    );
    button(element, 'Lay out 30').click();
    expect(await heard).to.equal(30);
    await untilLong(() => all(element, '.near button').length === 16, 'the neighbours');
    expect(said(element, 'space-finding')).to.match(/^Of 30 images most of the 10 nearest by code/);
    const map = within(element, '.map-box');
    press(map, 'ArrowRight');
    await settled(element);
    expect(map.getAttribute('aria-valuetext')).to.match(/^held-out image \d+, truly/);
    element.embedSize = 200;
    await settled(element);
    element.startEmbedding();
    await untilLong(() => /Stop/.test(said(element, 'space')), 'the way out');
    button(element, 'Stop').click();
    await untilLong(() => /Lay out 200/.test(said(element, 'space')), 'the offer after a stop');
  });

  it('follows a model that learns much too fast, and sees filters die', async () => {
    const settings = { optimizer: 'adam', learningRate: 0.3, schedule: 'constant', batchSize: 8 } as const;
    const fast = acquireSession('features-dying', { architecture: baseline({ width: 1 / 32 }), seed: 2, ...settings });
    const element = await drawn({ model: 'features-dying', layer: 'conv2' });
    await untilLong(() => all(element, '[part=dead-finding]').length === 1, 'the survey');
    const deadNow = () => Number(/^(\d+) of/.exec(said(element, 'dead-finding'))?.[1] ?? 0);
    const before = deadNow();
    const running = fast.session.train();
    await untilLong(() => deadNow() > before, 'a filter to die');
    await fast.session.pause();
    await running;
    expect(textOf(within(element, '.sub'))).to.match(/after \d+ of/);
    expect(plain(textOf(within(element, '[part=dead]')))).to.match(
      /Since step \d+, where \d+ were dead, \d+ more have died/,
    );
    fast.release();
  });

  it('draws what a channel looks for', async () => {
    const element = await drawn({ layer: 'conv1', channel: '1' });
    await untilLong(() => all(element, '.drawn button').length > 0, 'the offer');
    button(element, 'Draw it').click();
    await untilLong(
      () => /Optimised from grey .* 128 steps/.test(plain(textOf(within(element, '.drawn')))),
      'the image',
    );
  });

  it('says what is wrong, and keeps the last good', async () => {
    const element = await drawn({ scale: 'nonsense' });
    expect(element.problems[0]?.message).to.include('scale="nonsense" can\'t be used');
    element.parentElement!.remove();
    const lost = await drawn({ layer: 'conv99' });
    expect(lost.problems[0]?.message).to.match(/no layer “conv99”\. It has conv0/);
    lost.layer = 'conv0';
    await untilLong(() => lost.activations !== undefined, 'the maps');
    await settled(lost);
    expect(lost.problems.length).to.equal(0);
  });

  it('says failures in its box, and tries again', async () => {
    const session = new ExplainingSession();
    session.failures.set(
      'dataset.samples',
      new KitError('fetch-failed', 'The images did not arrive. Is the network there?'),
    );
    const box = await fixture<HTMLElement>(html`<div></div>`);
    const element = document.createElement('feature-explorer');
    element.session = session;
    box.append(element);
    await untilLong(() => element.problems.length === 1, 'the failure');
    await settled(element);
    expect(said(element, 'error')).to.match(/The images did not arrive/);
    const before = session.count('dataset.samples');
    button(element, 'Download again').click();
    await untilLong(() => session.count('dataset.samples') > before, 'another try');
  });

  for (const width of [300, 720]) {
    it(`is accessible with every panel open at ${width} px`, async () => {
      const element = await drawn({ 'embed-size': '30', projection: 'pca', embed: '', layer: 'conv0' }, width);
      await untilLong(() => all(element, '[part=space-finding]').length === 1, 'the space');
      await untilLong(() => all(element, '[part=weights-finding]').length === 1, 'the kernel');
      for (const label of ['How it is computed', 'Numbers as a table', 'All settings']) button(element, label).click();
      await untilLong(() => all(element, '#panel-numbers table').length === 5, 'the tables');
      await settled(element);
      const { violations } = await axe.run(element);
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).to.deep.equal([]);
      const edge = element.getBoundingClientRect().right + 0.5;
      const wide = all(element, '.el *').filter(
        (part) => !part.closest('.scroll, .sheet-box, svg, math') && part.getBoundingClientRect().right > edge,
      );
      expect(wide.map(({ outerHTML }) => outerHTML.slice(0, 120))).to.deep.equal([]);
      expect(element.scrollWidth, 'nothing scrolls sideways').to.be.at.most(width);
    });
  }

  it('gives files of every number, and a tag', () => {
    const maps = { data: Float32Array.of(1, 2, 3, 4), shape: [1, 2, 2] };
    const layer = layersOf(baseline({ width: 1 / 32 }))[0]!;
    const looked = { picked: image(1, 'cat'), layer, maps, zeroShares: [0, 0], step: 1, milliseconds: 1 };
    expect(mapsCsv(looked)).to.equal('channel,row,column,value\r\n0,0,0,1\r\n1,0,0,2\r\n0,0,1,3\r\n1,0,1,4\r\n');
    const frame = { step: 1, positions: Float32Array.of(1, 2), divergence: 1 };
    const cloud = { frame, result: undefined };
    const codes = { data: Float32Array.of(7, 8), shape: [1, 2] };
    const space = { picked: [image(4, 'dog')], codes, step: 1, inCodes: cloud, inPixels: cloud };
    expect(spaceCsv(space).split('\r\n')[1]).to.equal('4,dog,1,2,1,2,7,8');
    const session = new ExplainingSession();
    const choices = {
      ...{ layer: 'conv0', channel: 1, scale: 'layer', zoom: 1, patches: 12, setSize: 200, embedSize: 500 },
      ...{ projection: 't-sne', perplexity: 30, neighbours: 10, seed: undefined },
    } as const;
    const view = { snapshot: session.snapshot, choices, picked: image(4, 'dog'), layer, chosen: 1 } as never;
    expect(tagFor('feature-explorer', view)).to.include('layer="conv0" channel="1"').and.include('image="4"');
  });
});
