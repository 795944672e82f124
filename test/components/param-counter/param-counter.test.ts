/** The element as a whole: totals, sliders, choices, refused values, errors at layers, live models, budget of time. */
import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import type { KitErrorEvent } from '../../../components/shared/events.js';
import type { LayerSelectEvent, SettingsChangeEvent } from '../../../components/param-counter/events.js';
import type { ParamCounter } from '../../../components/param-counter/param-counter.js';
import { acquireSession, countParameters, type ArchitectureSpec, type LayerSpec } from '../../../core/index.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { FakeSession } from '../../../stories/support/fake-session.js';
import { all, button, listenToConsole, textOf, until, within } from '../shared/element-tools.js';
import { counter, enter, rowNames, rowsOf, says, selectedRow } from './tools.js';

/** The builder's own count of the baseline at half its width. */
const HALF = countParameters(baseline({ width: 0.5 })).trainable.toLocaleString('en');
const errorsOf = (element: Element) => all(element, '[part=error]').map(textOf);

describe('param-counter', () => {
  it('compares baseline and mobilenet unless asked for others', async () => {
    const element = await counter();
    const totals = says(element, 'totals');
    for (const number of [
      '7,790,794',
      '1,165,962',
      '322,638,848',
      '58,438,656',
      '15.6 MB',
      '2.4 MB',
      '6.7 ×',
      '5.5 ×',
    ]) {
      expect(totals).to.contain(number);
    }
    expect(says(element, 'finding')).to.equal(
      'Against baseline, mobilenet has 6.7 times fewer parameters and needs 5.5 times fewer multiply–adds. ' +
        'In baseline, two layers of twelve, conv 9 and conv 10, hold 61 % of the parameters but do 23 % of the work.',
    );
    expect(rowNames(element)).to.have.lengthOf(13);
    expect(textOf(within(element, 'table.layers tfoot')).replaceAll('\u00a0', ' ')).to.equal(
      'total 7,785,152 5,642 322,638,848 75 px',
    );
    expect(textOf(within(element, 'table.layers + .cap, .scroll + .cap'))).to.contain('7,796,426');
  });

  it('draws bars to scale', async () => {
    const element = await counter();
    const [longest, shorter] = all(element, '.versus .bar i').map((bar) => bar.getBoundingClientRect().width);
    expect(shorter! / longest!).to.be.closeTo(1_165_962 / 7_790_794, 0.01);
  });

  it('follows its sliders at once, and says so', async () => {
    const element = await counter();
    const width = within<HTMLInputElement>(element, '#width');
    setTimeout(() => enter(width, '0.5'));
    const event = (await oneEvent(element, 'settings-change')) as SettingsChangeEvent;
    expect([event.width, event.inputSize]).to.deep.equal([0.5, undefined]);
    await element.updateComplete;
    expect(element.width).to.equal(0.5);
    expect(says(element, 'totals')).to.contain(HALF);
    expect(within(element, '#width + output').textContent).to.equal('½');
    enter(within<HTMLInputElement>(element, '#size'), '24');
    await element.updateComplete;
    expect(element.inputSize).to.equal(24);
    element.width = 1;
    await element.updateComplete;
    expect(says(element, 'totals')).to.contain('181,486,592');
    expect(within(element, '.sub').textContent).to.contain('24 × 24 × 3');
  });

  it('loads other networks by name and keeps the order', async () => {
    const element = await counter({ architectures: 'squeezenet, resnet50 vgg16' });
    expect(all(element, '[part=networks] button').map(textOf)).to.deep.equal(['SqueezeNet', 'ResNet-50', 'VGG16']);
    for (const number of ['1,248,424', '25,557,032', '138,357,544', '15,470,264,320']) {
      expect(says(element, 'totals')).to.contain(number);
    }
    expect(says(element, 'finding')).to.contain(
      'VGG16 the most: 111 times as many. It also needs the most multiply–adds.',
    );
  });

  it('shows another network’s layers on request, and says which', async () => {
    const element = await counter();
    setTimeout(() => button(element, 'mobilenet').click());
    const event = (await oneEvent(element, 'layer-select')) as LayerSelectEvent;
    expect([event.network, event.layer]).to.deep.equal(['mobilenet', 'conv8']);
    await element.updateComplete;
    expect(rowNames(element)).to.contain('dw 10');
    expect(element.network).to.equal('mobilenet');
  });

  it('selects the layer of its attribute, also by a member of its row', async () => {
    const element = await counter({ layer: 'relu3' });
    expect(selectedRow(element)).to.equal('conv 3');
    expect(says(element, 'by-hand')).to.contain('By hand: conv 3');
    element.network = 'mobilenet';
    element.layer = 'dw2';
    await element.updateComplete;
    expect(selectedRow(element)).to.equal('dw 2');
  });

  it('refuses bad values in words, fires kit-error and keeps the last good ones', async () => {
    const element = await counter({ width: '0.5', layer: 'conv2', 'input-size': '24' });
    const heard: string[] = [];
    element.addEventListener('kit-error', (event) => heard.push((event as KitErrorEvent).error.message));
    element.setAttribute('width', '-1');
    element.setAttribute('input-size', 'big');
    element.setAttribute('layer', 'conv99');
    element.setAttribute('architectures', 'baseline lenet6');
    element.setAttribute('filter', '10, 3');
    await element.updateComplete;
    const errors = errorsOf(element).join(' ');
    expect(errors).to.contain(`width="-1" can't be used. It must be a number above 0 up to 2; 0.5 stays.`);
    expect(errors).to.contain(`input-size="big"`);
    expect(errors).to.contain(`architectures="baseline lenet6"`).and.to.contain('squeezenet');
    expect(errors).to.contain(`filter="10, 3"`);
    expect(errors).to.contain(`layer="conv99"`).and.to.contain('conv10');
    expect(heard).to.have.lengthOf(5);
    expect([element.width, element.inputSize, element.layer]).to.deep.equal([0.5, 24, 'conv2']);
    expect(selectedRow(element)).to.equal('conv 2');
    expect(all(element, '[part=networks] button')).to.have.lengthOf(2);
    for (const [name, value] of [
      ['width', '1'],
      ['input-size', '32'],
      ['layer', 'conv1'],
      ['filter', '7, 3, 1, 0'],
    ]) {
      element.setAttribute(name!, value!);
    }
    element.setAttribute('architectures', 'baseline');
    await element.updateComplete;
    expect(errorsOf(element)).to.be.empty;
  });

  it('refuses a network that is not there and forgets a layer that another list has not', async () => {
    const element = await counter({ network: 'vgg16' });
    expect(errorsOf(element).join()).to.contain('network="vgg16"').and.to.contain('baseline, mobilenet');
    element.network = 'mobilenet';
    element.layer = 'dw2';
    await element.updateComplete;
    expect(errorsOf(element)).to.be.empty;
    element.architectures = 'lenet5';
    await element.updateComplete;
    expect(errorsOf(element)).to.be.empty;
    expect(selectedRow(element)).to.equal('C5');
  });

  it('counts architectures given as data, at any width', async () => {
    const element = await counter();
    const spec: ArchitectureSpec = {
      name: 'mine',
      inputShape: [8, 8, 1],
      layers: [
        { name: 'conv', type: 'conv2d', filters: 10, kernelSize: 3 },
        { name: 'flatten', type: 'flatten' },
        { name: 'out', type: 'dense', units: 2 },
      ],
    };
    element.specs = [spec];
    await element.updateComplete;
    expect(says(element, 'totals')).to.contain(String(100 + 6 * 6 * 10 * 2 + 2));
    element.width = 0.5;
    await element.updateComplete;
    expect(says(element, 'totals')).to.contain(String(50 + 6 * 6 * 5 * 2 + 2));
    element.specs = [spec, { ...spec, name: 'baseline' }];
    element.architectures = 'baseline';
    await element.updateComplete;
    expect(all(element, '[part=networks] button').map(textOf)).to.deep.equal(['baseline', 'mine', 'baseline (3)']);
  });

  it('marks faults at their layers and counts the rest', async () => {
    const layers = [
      { name: 'a', type: 'conv2d', filters: 8, kernelSize: 3, padding: 'same' },
      { name: 'b', type: 'conv4d' },
      { name: 'c', type: 'conv2d', filters: 1e6, kernelSize: 3 },
      { name: 'd', type: 'conv2d', filters: 8, kernelSize: 3, inputs: ['e'] },
      { name: 'e', type: 'conv2d', filters: -4, kernelSize: 3, inputs: ['d'] },
      { name: 'f', type: 'add', inputs: ['e', 'lost'] },
      { name: 'mean', type: 'globalAveragePooling2d' },
      { name: 'out', type: 'dense', units: 10 },
    ] as unknown as LayerSpec[];
    const element = await counter();
    element.specs = [{ name: 'faulty', inputShape: [16, 16, 3], layers }];
    await element.updateComplete;
    const faults = all(element, 'tr.fault').map((row) => [
      textOf(row.previousElementSibling!.querySelector('th')!),
      textOf(row),
    ]);
    expect(faults.map(([name]) => name)).to.deep.equal(['b', 'c', 'd', 'e', 'f']);
    const words = faults.map(([, sentence]) => sentence!);
    for (const [i, expected] of [/conv4d/, /1,000,000 filters/, /cycle/, /-4 filters/, /no such layer/].entries()) {
      expect(words[i]).to.match(expected);
    }
    expect(says(element, 'totals')).to.contain(String(3 * 3 * 3 * 8 + 8 + 8 * 10 + 10));
    expect(says(element, 'finding')).to.contain('Five faults are marked in faulty');
  });

  it('marks an impossible image above the layers', async () => {
    const element = await counter();
    const layers = [{ name: 'conv', type: 'conv2d', filters: 8, kernelSize: 3, padding: 'same' }] as LayerSpec[];
    element.specs = [{ name: 'negative', inputShape: [-32, 32, 3], layers }];
    await element.updateComplete;
    expect(textOf(within(element, 'tbody tr:first-child'))).to.contain('The input must be [height, width, channels]');
    expect(says(element, 'totals')).to.contain('224');
  });

  it('says what is wrong with a specification of nothing, and stays usable', async () => {
    const element = await counter();
    element.specs = [{ name: 'empty', inputShape: [1, 1, 1], layers: [] }];
    await element.updateComplete;
    expect(errorsOf(element).join()).to.contain('no layers');
    element.specs = 'all' as unknown as ArchitectureSpec[];
    await element.updateComplete;
    expect(errorsOf(element).join()).to.contain('a list of architectures as data');
    element.specs = undefined;
    await element.updateComplete;
    expect(errorsOf(element)).to.be.empty;
    expect(rowNames(element)).to.have.lengthOf(13);
  });

  it('follows a live model of the page, whichever comes first, and starts nothing', async () => {
    const element = await counter({ model: 'counted' });
    expect(says(element, 'finding')).to.equal(
      'No model called “counted” is on this page yet. Its layers will be counted as soon as it is.',
    );
    const lease = acquireSession('counted', { width: 0.25 });
    await until(() => all(element, 'table.layers').length > 0, 'the model');
    await element.updateComplete;
    expect(says(element, 'totals')).to.contain('489,274');
    expect(within(element, '[part=networks]').textContent).to.contain('counted');
    // Its width is a fact.
    element.width = 1;
    await element.updateComplete;
    expect(says(element, 'totals')).to.contain('489,274');
    lease.session.configure({ architecture: 'mobilenet', width: 1 });
    await until(() => says(element, 'totals').includes('1,165,962'), 'the other architecture');
    expect(lease.session.snapshot.phase).to.equal('idle');
    lease.release();
    element.model = undefined;
    await element.updateComplete;
    expect(says(element, 'totals')).to.contain('7,790,794');
  });

  it('tells a live model’s held-out accuracy, and redraws for nothing else', async () => {
    const session = new FakeSession({ width: 0.25 }, 'sample');
    const element = await counter();
    element.session = session;
    await element.updateComplete;
    const before = element.shadowRoot!.querySelector('.finding')!.textContent;
    let updates = 0;
    const counted = element as unknown as { updated(changed: unknown): void };
    const { updated } = counted;
    counted.updated = function (changed) {
      updates += 1;
      updated.call(this, changed);
    };
    for (let step = 1; step <= 20; step++) session.show({ step });
    await aTimeout(0);
    expect(updates).to.equal(0);
    expect(element.shadowRoot!.querySelector('.finding')!.textContent).to.equal(before);
    const evaluation = { step: 20, loss: 1, accuracy: 0.524, count: 1000, perClass: [], confusion: [] };
    session.show({ evaluations: [evaluation] });
    await element.updateComplete;
    expect(says(element, 'finding')).to.contain('At step 20, sample names 52.4 % of 1,000 held-out images.');
    element.remove();
    expect(session.listeners).to.equal(0);
  });

  it('shows its fallback until there is something to show', async () => {
    const element = await fixture<ParamCounter>(
      html`<param-counter architectures="vgg19"><p>Fallback</p></param-counter>`,
    );
    // Before the first network has loaded, a slot; never an empty box.
    await element.updateComplete;
    expect(all(element, 'table.layers')).to.have.lengthOf(1);
    const waiting = document.createElement('param-counter');
    waiting.setAttribute('architectures', 'densenet121');
    waiting.append('Fallback');
    document.body.append(waiting);
    await Promise.resolve();
    expect(waiting.shadowRoot!.querySelector('slot:not([name])')).to.exist;
    await waiting.updateComplete;
    expect(waiting.shadowRoot!.querySelector('slot:not([name])')).not.to.exist;
    waiting.remove();
  });

  it('is interactive within 100 ms of being there, and follows a slider within a frame or two', async () => {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      const element = document.createElement('param-counter');
      document.body.append(element);
      await Promise.resolve();
      const slider = within<HTMLInputElement>(element, '#width');
      enter(slider, '0.5');
      await Promise.resolve();
      expect(says(element, 'totals')).to.contain(HALF);
      times.push(performance.now() - start);
      await element.updateComplete;
      element.remove();
    }
    expect(times.sort((a, b) => a - b)[2]).to.be.below(100);
  });

  it('says nothing on the console, whatever it is given', async () => {
    const stop = listenToConsole();
    const element = await counter({ width: 'abc', layer: '', network: 'x', filter: 'y', model: 'nobody' });
    element.specs = [{ name: 'x', inputShape: [1, 1, 1], layers: [null] } as unknown as ArchitectureSpec];
    await element.updateComplete;
    element.remove();
    document.body.append(element);
    await element.updateComplete;
    element.remove();
    expect(stop()).to.be.empty;
  });

  it('is accessible, in each of its modes', async () => {
    for (const attributes of [{}, { architectures: 'resnet18 vgg16' }, { quiz: '' }, { width: 'x', model: 'none' }]) {
      const element = await counter(attributes as Record<string, string>);
      await expect(element).to.be.accessible();
    }
    const element = await counter();
    for (const words of ['How it is computed', 'Numbers as a table']) button(element, words).click();
    await element.updateComplete;
    await expect(element).to.be.accessible();
    expect(rowsOf(element)[0]).to.deep.equal([
      'conv 0',
      '3×3',
      '32 × 32 × 64',
      '1,728',
      '128',
      '',
      '1,769,472',
      '',
      '3 px',
    ]);
  });
});
