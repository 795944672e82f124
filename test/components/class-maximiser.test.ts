/** The element over a narrow network in the real worker, and its parts by themselves: runs, words, exports. */
import { expect, fixture, html } from '@open-wc/testing';
import axe from 'axe-core';
import { decodeApng } from 'fast-png';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { animate } from '../../components/class-maximiser/apng.js';
import type { ClassMaximiser } from '../../components/class-maximiser/class-maximiser.js';
import '../../components/class-maximiser/define.js';
import { animation } from '../../components/class-maximiser/exports.js';
import { changePixels, gainFor, pixelsOf } from '../../components/class-maximiser/frames.js';
import { regularisersOf, regularisersText } from '../../components/class-maximiser/options.js';
import { Runner, type RunRequest } from '../../components/class-maximiser/runner.js';
import {
  acquireSession,
  KitError,
  resolveSynthesis,
  type SessionLease,
  type SynthesisFrame,
} from '../../core/index.js';
import { baseline } from '../../core/models/architectures/baseline.js';
import { ExplainingSession } from '../../stories/support/explaining-session.js';
import { all, button, listenToConsole, settled, textOf, until, within } from './shared/element-tools.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const finding = (element: ClassMaximiser) => plain(textOf(within(element, '[part=finding]')));

function frameAt(step: number, side = 2): SynthesisFrame {
  const images = { data: new Float32Array(3 * side * side).fill(step / 100), shape: [1, side, side, 3] };
  const logits = { data: Float32Array.of(step, 0), shape: [1, 2] };
  return { step, images, logits, targets: [0], points: [{ step, scores: [step], probabilities: [step / 100] }] };
}

describe('a run', () => {
  interface Bench {
    readonly runner: Runner;
    readonly asked: RunRequest[];
    readonly errors: KitError[];
    key: string | undefined;
    update(): Promise<void>;
    answer: (request: RunRequest) => Promise<{ frame: SynthesisFrame; milliseconds: number }>;
  }
  function bench(steps: number): Bench {
    const controllers: ReactiveController[] = [];
    const host: ReactiveControllerHost = {
      addController: (controller) => void controllers.push(controller),
      removeController: () => undefined,
      requestUpdate: () => undefined,
      updateComplete: Promise.resolve(true),
    };
    const made: Bench = {
      asked: [],
      errors: [],
      key: 'a',
      update: async () => {
        controllers.forEach((controller) => controller.hostUpdated?.());
        await new Promise((done) => setTimeout(done));
      },
      answer: (request) => Promise.resolve({ frame: frameAt(request.until ?? steps), milliseconds: 5 }),
      runner: undefined as never,
    };
    const runner = new Runner(host, {
      key: () => made.key,
      steps: () => steps,
      eager: () => true,
      looked: () => true,
      run: (request) => {
        made.asked.push(request);
        return made.answer(request);
      },
      failed: (error) => made.errors.push(error),
    });
    return Object.assign(made, { runner });
  }

  it('looks at its start by itself, then plays to the end, and plays again without asking', async () => {
    const made = bench(10);
    await made.update();
    expect(made.asked.map(({ until: stop, from }) => [stop, from])).to.deep.equal([[0, undefined]]);
    expect(made.runner.view.status).to.equal('ready');
    await made.runner.play();
    expect(made.asked[1]!.from!.step).to.equal(0);
    expect(made.runner.view.status).to.equal('finished');
    await made.runner.play();
    expect(made.asked).to.have.lengthOf(2);
    expect(made.runner.view.replaying).to.equal(true);
    made.runner.pause();
  });

  it('keeps frames evenly, goes on from the last one after a pause, and takes what came after it', async () => {
    const made = bench(640);
    await made.update();
    let send: RunRequest | undefined;
    made.answer = (request) =>
      new Promise((_, reject) => {
        send = request;
        request.signal.addEventListener('abort', () => {
          request.onFrame(frameAt(25));
          reject(new KitError('aborted', 'cancelled'));
        });
      });
    void made.runner.play();
    for (const step of [3, 7, 10, 13, 20, 23]) send!.onFrame(frameAt(step));
    expect(made.runner.view.frames.map(({ step }) => step)).to.deep.equal([0, 10, 20, 23]);
    made.runner.pause();
    await new Promise((done) => setTimeout(done));
    expect(made.runner.view.status).to.equal('paused');
    expect(made.runner.view.latest!.step).to.equal(25);
    made.runner.look(1);
    expect(made.runner.view.shown!.step).to.equal(10);
    void made.runner.play();
    expect(send!.from!.step).to.equal(25);
    expect(made.runner.view.shown!.step).to.equal(25);
    made.runner.pause();
  });

  it('forgets everything when the question changes, and what still arrives for the old one', async () => {
    const made = bench(10);
    await made.update();
    let old: RunRequest | undefined;
    made.answer = (request) => new Promise(() => (old = request));
    void made.runner.play();
    made.key = 'b';
    made.answer = (request) => Promise.resolve({ frame: frameAt(request.until ?? 10), milliseconds: 1 });
    await made.update();
    expect(old!.signal.aborted).to.equal(true);
    old!.onFrame(frameAt(9));
    expect(made.runner.view.latest!.step).to.equal(0);
  });

  it('reports a failure once, and tries again when told to', async () => {
    const made = bench(10);
    made.answer = () => Promise.reject(new KitError('fetch-failed', 'gone'));
    await made.update();
    await made.update();
    expect(made.asked).to.have.lengthOf(1);
    expect(made.errors.map(({ code }) => code)).to.deep.equal(['fetch-failed']);
    made.runner.retry();
    expect(made.asked).to.have.lengthOf(2);
  });

  it('thins its curve, so that the longest run stays small', async () => {
    const made = bench(100_000);
    await made.update();
    made.answer = (request) => {
      const points = Array.from({ length: 100_000 }, (_, i) => ({ step: i + 1, scores: [i], probabilities: [0] }));
      request.onFrame({ ...frameAt(50_000), points: points.slice(0, 50_000) });
      return Promise.resolve({ frame: { ...frameAt(100_000), points: points.slice(50_000) }, milliseconds: 1 });
    };
    await made.runner.play();
    const { points } = made.runner.view;
    expect(points.length).to.be.below(2049);
    expect(points.at(-1)!.step).to.equal(100_000);
  });
});

describe('pictures and words of a run', () => {
  it('grey is the middle, and a change is drawn by the power of two that fills the range', () => {
    const images = { data: Float32Array.of(-1, 0, 1), shape: [1, 1, 1, 3] };
    expect([...pixelsOf(images).data]).to.deep.equal([0, 128, 255]);
    expect(pixelsOf(images)).to.equal(pixelsOf(images));
    expect([gainFor(0), gainFor(1), gainFor(1.7), gainFor(0.3), gainFor(4 / 255)]).to.deep.equal([1, 1, 1, 2, 32]);
    expect([...changePixels({ data: Float32Array.of(-0.25, 0, 0.25), shape: [1, 1, 3] }, 4).data]).to.deep.equal([
      0, 128, 255,
    ]);
  });

  it('regularisers are read as they are written', () => {
    const natural = resolveSynthesis('natural');
    expect({ ...natural, ...regularisersOf('none'), ...regularisersOf(regularisersText(natural)) }).to.deep.equal(
      natural,
    );
    expect(regularisersText({ ...natural, ...regularisersOf('none') })).to.equal('none');
    expect(regularisersOf('jitter')).to.equal(undefined);
    expect(regularisersOf('glitter=2')).to.equal(undefined);
    expect(regularisersOf('none l2=0.5')).to.include({ l2: 0.5, jitter: 0 });
  });

  it('an animation is an APNG that another decoder reads, frame by frame', async () => {
    const file = await animation([frameAt(0), frameAt(50), frameAt(100)]);
    const { frames, width, height } = decodeApng(file);
    expect([width, height, frames.length]).to.deep.equal([16, 16, 3]);
    expect(frames.map(({ data }) => data[0])).to.deep.equal([128, 191, 255]);
    expect(frames.map(({ delayNumber }) => delayNumber)).to.deep.equal([80, 80, 1500]);
    expect(() => animate([], [])).to.throw(KitError);
  });
});

describe('<class-maximiser>', function () {
  this.timeout(120_000);
  let lease: SessionLease;
  before(() => {
    lease = acquireSession('test-maximiser', { architecture: baseline({ width: 1 / 32 }), seed: 3 }, 'train');
  });
  after(() => lease.release());

  async function bench(
    attributes: Record<string, string>,
    session?: ExplainingSession,
  ): Promise<{ element: ClassMaximiser; errors: KitError[] }> {
    const box = await fixture<HTMLElement>(html`<div></div>`);
    box.style.width = '720px';
    const errors: KitError[] = [];
    box.addEventListener('kit-error', ({ error }) => errors.push(error));
    const element = document.createElement('class-maximiser');
    for (const [name, value] of Object.entries({ model: 'test-maximiser', ...attributes }))
      element.setAttribute(name, value);
    if (session) element.session = session;
    box.append(element);
    await settled(element);
    return { element, errors };
  }
  const opened = async (attributes: Record<string, string> = {}) => {
    const made = await bench(attributes);
    await patiently(() => made.element.frame !== undefined, 'the start');
    await settled(made.element);
    return made;
  };
  /** A worker starts, and others use the machine too. */
  async function patiently(condition: () => boolean, what: string): Promise<void> {
    for (let i = 0; i < 10; i += 1) {
      try {
        return await until(condition, what);
      } catch (error) {
        if (i === 9) throw error;
      }
    }
  }

  it('looks at the start, plays, tells each frame and the end, and can be scrubbed', async () => {
    const { element } = await opened({ steps: '6', 'target-class': 'dog' });
    expect(finding(element)).to.match(/^The network takes grey for \w+, [\d.]+ %\. Play follows/);
    const steps: number[] = [];
    let ended = 0;
    element.addEventListener('synthesis-frame', ({ frame }) => steps.push(frame.step));
    element.addEventListener('synthesis-end', () => (ended += 1));
    await element.play();
    await settled(element);
    expect(element.frame!.step).to.equal(6);
    expect(element.frame!.targets).to.deep.equal([5]);
    expect(steps).to.deep.equal([...steps].sort((a, b) => a - b));
    expect(ended).to.equal(1);
    expect(textOf(within(element, '.scrub output'))).to.equal('step 6 of 6');
    const scrubber = within<HTMLInputElement>(element, '.scrub input');
    scrubber.value = '0';
    scrubber.dispatchEvent(new Event('input'));
    await settled(element);
    expect(textOf(within(element, '.scrub output'))).to.equal('step 0 of 6');
    button(element, 'Start over').click();
    await patiently(() => element.frame?.step === 0, 'the start again');
  });

  it('steps once, pauses and goes on', async () => {
    const { element } = await opened({ steps: '5000', preset: 'published', 'target-class': '2', 'no-attack': '' });
    button(element, 'Step').click();
    await patiently(() => element.frame!.step === 1, 'a step');
    const playing = element.play();
    await patiently(() => element.frame!.step > 5, 'some steps');
    element.pause();
    await playing;
    await settled(element);
    expect(element.frame!.step).to.be.below(5000);
    expect(button(element, 'Go on')).to.exist;
  });

  it('draws all classes in one batch', async () => {
    const { element } = await opened({ steps: '2', 'no-attack': '' });
    button(element, 'Draw all 10').click();
    await patiently(() => /The least sure of the 10/.test(textOf(within(element, '[part=grid]'))), 'the grid');
  });

  it('attacks the image, and says how little is enough', async () => {
    const { element } = await opened({ steps: '2', epsilon: '8', 'no-grid': '' });
    const said = () => plain(textOf(within(element, '[part=attack]')));
    await patiently(() => /flips at ε|No change that was tried/.test(said()), 'the search');
    expect(said()).to.match(/at most 8\/255 a channel/);
    const slider = within<HTMLInputElement>(element, '.eps input');
    slider.value = '0';
    slider.dispatchEvent(new Event('input'));
    await patiently(() => /at most 0\/255/.test(said()), 'no change');
  });

  it('opens all panels, complete with this run’s numbers, and axe finds nothing', async () => {
    const { element } = await opened({ steps: '3', preset: 'feature', layer: 'relu4', channel: '1' });
    await element.play();
    await settled(element);
    for (const label of ['How it is computed', 'Numbers as a table', 'All settings']) button(element, label).click();
    await patiently(() => all(element, '#panel-numbers table').length >= 2, 'the tables');
    await settled(element);
    expect(finding(element)).to.match(/^After 3 steps channel 1 of relu 4 went from/);
    expect(within(element, '#panel-how math')).to.exist;
    const { violations } = await axe.run(element, { rules: { region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).to.deep.equal([]);
  });

  it('refuses values that can’t be, in words', async () => {
    const stop = listenToConsole();
    const { element, errors } = await opened({
      steps: '0',
      preset: 'nice',
      regularisers: 'fog=1',
      'learning-rate': '-1',
    });
    expect(all(element, '[part=error]')).to.have.lengthOf(4);
    expect(errors.every(({ code }) => code === 'invalid-argument')).to.equal(true);
    expect(stop()).to.deep.equal([]);
  });

  it('refuses a class that there is not', async () => {
    const { errors } = await bench({ 'target-class': 'unicorn' });
    await patiently(() => errors.length === 1, 'the refusal');
    expect(errors[0]!.message).to.contain('There is no class “unicorn”.');
  });

  it('says what did not arrive, and asks again when told to', async () => {
    const session = new ExplainingSession();
    session.failures.set('dataset.samples', new KitError('fetch-failed', 'The images could not be loaded.'));
    const { element } = await bench({}, session);
    await patiently(() => all(element, '[part=error]').length === 1, 'the error');
    session.failures.clear();
    button(element, 'Download again').click();
    await patiently(() => session.count('synthesis.run') > 0, 'the run');
    const { images } = session.asked.find(({ question }) => question === 'synthesis.run')!.params as {
      images: { shape: readonly number[] };
    };
    expect(images.shape).to.deep.equal([1, 32, 32, 3]);
  });

  it('pauses when it is taken out, and goes on from there in another place', async () => {
    const { element } = await opened({ steps: '5000', preset: 'published', 'no-attack': '' });
    void element.play();
    await patiently(() => element.frame!.step > 2, 'some steps');
    const box = element.parentElement!;
    element.remove();
    const { step } = element.frame!;
    box.append(element);
    await settled(element);
    expect(element.frame!.step).to.be.at.least(step);
    void element.play();
    await patiently(() => element.frame!.step > step + 2, 'more steps');
    element.pause();
  });
});
