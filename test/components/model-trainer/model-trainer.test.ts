/** The trainer's API: attributes and properties, requests, events, life in the document. */
import { expect, fixture, html } from '@open-wc/testing';
import { acquireSession, KitError, type SessionSettings } from '../../../core/index.js';
import type { ModelTrainer } from '../../../components/model-trainer/model-trainer.js';
import { SETTINGS } from '../../../components/model-trainer/options.js';
import type { TrainEndEvent, TrainProgressEvent } from '../../../components/shared/train-events.js';
import type { KitErrorEvent } from '../../../components/shared/events.js';
import { FakeSession } from '../../../stories/support/fake-session.js';
import { sampleRun } from '../../../stories/support/sample-run.js';
import { all, button, listenToConsole, press, settled, textOf, until, within } from '../shared/element-tools.js';
import { bench } from './tools.js';

const GOOD: readonly [attribute: string, text: string, property: keyof typeof SETTINGS, value: unknown][] = [
  ['architecture', 'mobilenet', 'architecture', 'mobilenet'],
  ['width', '0.5', 'width', 0.5],
  ['dataset', 'cifar10', 'datasetName', 'cifar10'],
  ['data-url', 'https://example.org/cifar/', 'dataUrl', 'https://example.org/cifar/'],
  ['recipe', 'tmlss', 'recipe', 'tmlss'],
  ['epochs', '2.5', 'epochs', 2.5],
  ['batch-size', '16', 'batchSize', 16],
  ['learning-rate', '0.2', 'learningRate', 0.2],
  ['schedule', 'cosine', 'schedule', 'cosine'],
  ['optimizer', 'adam', 'optimizer', 'adam'],
  ['weight-decay', '0', 'weightDecay', 0],
  ['augment', 'none', 'augment', 'none'],
  ['seed', '7', 'seed', 7],
  ['backend', 'wasm', 'backend', 'wasm'],
  ['src', 'mobilenet', 'src', 'mobilenet'],
  ['labels', 'cat, dog', 'labels', 'cat, dog'],
  ['input-range', '0, 255', 'inputRange', '0, 255'],
  ['input-size', '24', 'inputSize', 24],
  ['init', 'baseline', 'init', 'baseline'],
  ['freeze', 'features', 'freeze', 'features'],
  ['keep', 'run', 'keep', 'run'],
];
/** Where a setting is not what the attribute's text is. */
const MEANT: Readonly<Record<string, unknown>> = { labels: ['cat', 'dog'], inputRange: [0, 255] };

let names = 0;
/** A name that no other test uses. */
const fresh = () => `test-${(names += 1)}`;

describe('<model-trainer>: attributes and properties', () => {
  it('has an attribute and a property for every setting', () => {
    expect(GOOD.map(([, , property]) => property).sort()).to.deep.equal(Object.keys(SETTINGS).sort());
  });

  for (const [attribute, text, property, value] of GOOD) {
    it(`${attribute}="${text}" is ${property}, and a setting of a new model`, async () => {
      const trainer = document.createElement('model-trainer');
      trainer.setAttribute(attribute, text);
      expect(trainer[property]).to.equal(value);
      // Only what is taken from a network can be frozen.
      if (property === 'freeze') trainer.init = 'baseline';
      trainer.model = fresh();
      (await fixture(html`<div></div>`)).append(trainer);
      await trainer.updateComplete;
      const { settings } = trainer.session!.snapshot;
      expect(settings[SETTINGS[property]]).to.deep.equal(MEANT[property] ?? value);
      trainer.removeAttribute(attribute);
      expect(trainer[property]).to.equal(undefined);
    });
  }

  it('asks the model for other settings when they change, and for the default when one is taken away', async () => {
    const { trainer, session } = await bench('paused');
    trainer.setAttribute('learning-rate', '0.02');
    trainer.seed = 9;
    await trainer.updateComplete;
    expect(session.requests).to.deep.equal([`configure {"learningRate":0.02,"seed":9}`]);
    trainer.removeAttribute('learning-rate');
    trainer.seed = undefined;
    await trainer.updateComplete;
    expect(session.requests.at(-1)).to.equal('configure {"seed":1}');
    expect(session.snapshot.settings.learningRate).to.equal(undefined);
  });

  const bad: [string, string, RegExp][] = [
    ['learning-rate', '-1', /learning-rate="-1".*number above 0/],
    ['learning-rate', 'abc', /learning-rate="abc".*number above 0/],
    ['architecture', 'nope', /architecture="nope".*baseline, mobilenet/],
    ['batch-size', '0', /batch-size="0".*whole number of at least 1/],
    ['width', '3', /width="3".*up to 2/],
    ['backend', 'abacus', /backend="abacus".*webgpu/],
    ['freeze', 'all', /freeze="all".*features/],
    ['input-range', '255, 0', /input-range="255, 0".*lower first/],
    ['labels', 'cat', /labels="cat".*two names or more/],
  ];
  for (const [attribute, value, words] of bad) {
    it(`says what is wrong with ${attribute}="${value}" and keeps everything as it was`, async () => {
      const { trainer, session, events } = await bench('paused');
      const before = session.snapshot;
      trainer.setAttribute(attribute, value);
      await trainer.updateComplete;
      expect(textOf(within(trainer, '[part=error]'))).to.match(words);
      expect(session.requests).to.deep.equal([]);
      expect(session.snapshot).to.equal(before);
      expect(textOf(within(trainer, '[part=finding]'))).to.contain('the network names');
      expect(events).to.have.length(1);
      expect((events[0] as KitErrorEvent).error.code).to.equal('invalid-argument');
      trainer.removeAttribute(attribute);
      await trainer.updateComplete;
      expect(all(trainer, '[part=error]')).to.have.length(0);
    });
  }

  it('says what contradicts itself, and takes the rest', async () => {
    const parent = await fixture<HTMLElement>(html`<div></div>`);
    for (const [attributes, words] of [
      ['src="baseline" init="mobilenet" seed="5"', /not both/],
      ['freeze="features" seed="5"', /init names/],
      ['src="no-such-network" seed="5"', /ships with the library/],
    ] as const) {
      parent.innerHTML = `<model-trainer model="${fresh()}" ${attributes}></model-trainer>`;
      const trainer = parent.firstElementChild as ModelTrainer;
      await settled(trainer);
      expect(textOf(within(trainer, '[part=error]')), attributes).to.match(words);
      expect(trainer.session!.snapshot.settings.seed).to.equal(5);
    }
  });

  it('says so when the batch is larger than the data, and still takes the other settings', async () => {
    const parent = await fixture<HTMLElement>(html`<div></div>`);
    const errors: KitErrorEvent[] = [];
    parent.addEventListener('kit-error', (event) => errors.push(event));
    parent.innerHTML = `<model-trainer model="${fresh()}" batch-size="9999" seed="5"></model-trainer>`;
    const trainer = parent.firstElementChild as ModelTrainer;
    await settled(trainer);
    expect(textOf(within(trainer, '[part=error]'))).to.match(/batch size is 9999.*only 5000/);
    expect(trainer.session!.snapshot.settings.seed).to.equal(5);
    expect(trainer.session!.snapshot.config.batchSize).to.be.below(5000);
    expect(errors.map(({ error }) => error.code)).to.deep.equal(['invalid-argument']);
  });
});

describe('<model-trainer>: requests', () => {
  const rows: [state: Parameters<typeof bench>[0], label: string, requests: string[]][] = [
    ['idle', 'Train', ['train']],
    ['idle', 'Step', ['step']],
    ['idle', 'Reset', []],
    ['downloading', 'Cancel', ['pause']],
    ['downloading', 'Step', []],
    ['preparing', 'Cancel', ['pause']],
    ['training', 'Pause', ['pause']],
    ['training', 'Step', []],
    ['training', 'Reset', ['reset']],
    ['paused', 'Resume', ['train']],
    ['paused', 'Step', ['step']],
    ['finished', 'Train Again', ['reset', 'train']],
    ['diverged', 'Train', []],
    ['diverged', 'Reset', ['reset']],
    ['diverged', 'Retry at 0.005', ['configure {"learningRate":0.005}', 'train']],
    ['diverged', 'Retry as it was', ['train']],
    ['fetchFailed', 'Download again', ['train']],
    ['noBackend', 'Try again', ['train']],
  ];
  for (const [state, label, requests] of rows) {
    it(`${state}: ${label} asks for ${requests.join(', then ') || 'nothing'}`, async () => {
      const { trainer, session } = await bench(state);
      const { phase } = session.snapshot;
      button(trainer, label).click();
      await until(() => session.requests.length >= requests.length, requests.join());
      await trainer.updateComplete;
      expect(session.requests).to.deep.equal(requests);
      // Never optimistic: the model did not say that anything changed.
      expect(session.snapshot.phase).to.equal(phase);
      if (!label.startsWith('Retry at')) expect(() => button(trainer, label)).not.to.throw();
    });
  }

  it('a button that can do nothing says so, keeps its focus, and comes back to life', async () => {
    const { trainer, session } = await bench('training');
    const pause = button(trainer, 'Pause');
    pause.focus();
    session.show({ phase: 'failed', error: new KitError('internal', 'It broke.') });
    await trainer.updateComplete;
    expect(textOf(pause)).to.equal('Train');
    expect(pause.getAttribute('aria-disabled')).to.equal('true');
    expect(trainer.shadowRoot!.activeElement).to.equal(pause);
  });

  it('the second click of a double click does not undo the first', async () => {
    const { trainer, session } = await bench('idle');
    button(trainer, 'Train').dispatchEvent(new MouseEvent('click', { detail: 1, bubbles: true }));
    session.show({ phase: 'preparing' });
    await trainer.updateComplete;
    button(trainer, 'Cancel').dispatchEvent(new MouseEvent('click', { detail: 2, bubbles: true }));
    await settled(trainer);
    expect(session.requests).to.deep.equal(['train']);
  });

  it('methods do what buttons do, and pass on what the model answers', async () => {
    const { trainer, session } = await bench('paused');
    await trainer.step();
    await trainer.train();
    await trainer.pause();
    await trainer.reset();
    expect(Object.keys(await trainer.exportWeights())).to.deep.equal(['logits/bias']);
    expect(session.requests).to.deep.equal(['step', 'train', 'pause', 'reset', 'exportWeights']);
    session.train = () => Promise.reject(new KitError('no-backend', 'No.'));
    const thrown: unknown = await trainer.train().catch((error: unknown) => error);
    expect((thrown as KitError).code).to.equal('no-backend');
  });

  it('methods of an element outside any document say what is missing', async () => {
    const thrown: unknown = await document
      .createElement('model-trainer')
      .train()
      .catch((error: unknown) => error);
    expect((thrown as KitError).code).to.equal('invalid-argument');
    expect((thrown as KitError).message).to.match(/not in a document/);
  });

  it('a recipe and a seed can be chosen in the row of controls', async () => {
    const { trainer, session } = await bench('idle');
    const select = within<HTMLSelectElement>(trainer, '.quick select');
    select.value = 'tmlss';
    select.dispatchEvent(new Event('change'));
    const seed = within<HTMLInputElement>(trainer, '.quick input');
    seed.value = '12';
    seed.dispatchEvent(new Event('change'));
    await trainer.updateComplete;
    expect(session.requests).to.deep.equal(['configure {"recipe":"tmlss"}', 'configure {"seed":12}']);
    seed.value = '1.5';
    seed.dispatchEvent(new Event('change'));
    await settled(trainer);
    expect(textOf(within(trainer, '[part=error]'))).to.match(/seed must be a whole number/);
    expect(seed.value).to.equal('12');
  });

  it('every setting can be changed in "All settings"', async () => {
    const { trainer, session } = await bench('idle');
    button(trainer, 'All settings').click();
    await until(() => all(trainer, '.settings').length > 0, 'the settings');
    const change = async (label: string, value: string): Promise<void> => {
      const field = all(trainer, '.settings label').find((one) => textOf(one).startsWith(label))!;
      const control = field.querySelector<HTMLInputElement | HTMLSelectElement>('input, select')!;
      control.value = value;
      control.dispatchEvent(new Event('change'));
      await trainer.updateComplete;
    };
    const changes: [string, string, keyof SessionSettings, unknown][] = [
      ['Architecture', 'mobilenet', 'architecture', 'mobilenet'],
      ['Width', '0.5', 'width', 0.5],
      ['Seed', '3', 'seed', 3],
      ['Device', 'cpu', 'backend', 'cpu'],
      ['Recipe', 'tmlss', 'recipe', 'tmlss'],
      ['Epochs', '2', 'epochs', 2],
      ['Batch size', '8', 'batchSize', 8],
      ['Learning rate', '0.3', 'learningRate', 0.3],
      ['Schedule', 'constant', 'schedule', 'constant'],
      ['Optimiser', 'adam', 'optimizer', 'adam'],
      ['Weight decay', '0.001', 'weightDecay', 0.001],
      ['Augmentation', 'crop', 'augment', 'crop'],
      ['Images', 'cifar10', 'dataset', 'cifar10'],
      ['Address', 'https://example.org/c/', 'dataUrl', 'https://example.org/c/'],
    ];
    for (const [label, text, key, value] of changes) {
      await change(label, text);
      expect(session.snapshot.settings[key], label).to.equal(value);
    }
    await change('Epochs', '');
    expect(session.snapshot.settings.epochs).to.equal(undefined);
  });
});

describe('<model-trainer>: events', () => {
  it('tell of start, progress and end, once each', async () => {
    const { trainer, session, events } = await bench('idle');
    const { snapshot } = session;
    session.show({ phase: 'downloading' }).show({ phase: 'preparing' });
    session.show({ ...sampleRun(snapshot, 3), phase: 'running' });
    session.show({ ...sampleRun(snapshot, 160) });
    session.show({ phase: 'paused' });
    expect(events.map(({ type }) => type)).to.deep.equal([
      'train-start',
      'train-progress',
      'train-progress',
      'train-end',
    ]);
    const progress = events[2] as TrainProgressEvent;
    expect(progress.step).to.equal(160);
    expect(progress.loss).to.equal(session.snapshot.points.at(-1)!.loss);
    expect(progress.evaluation).to.equal(session.snapshot.evaluations.at(-1));
    expect((events[3] as TrainEndEvent).reason).to.equal('paused');
    expect(events.every(({ bubbles, composed, target }) => bubbles && composed && target === trainer)).to.equal(true);
  });

  it('a step that begins and ends between two frames is told in full', async () => {
    const { session, events } = await bench('paused');
    session.show({ step: session.snapshot.step + 1 });
    expect(events.map(({ type }) => type)).to.deep.equal(['train-start', 'train-progress', 'train-end']);
  });

  it('a failure ends the run and is an error with its code', async () => {
    const { session, events } = await bench('training');
    session.show({ phase: 'failed', error: new KitError('diverged', 'It diverged.') });
    expect(events.map(({ type }) => type)).to.deep.equal(['train-end', 'kit-error']);
    expect((events[0] as TrainEndEvent).reason).to.equal('failed');
    expect((events[1] as KitErrorEvent).error.code).to.equal('diverged');
  });
});

describe('<model-trainer>: life in a document', () => {
  it('shares the model of its name, whatever the order; another name is another model', async () => {
    const name = fresh();
    const parent = await fixture<HTMLElement>(html`<div></div>`);
    parent.innerHTML = `<model-trainer model="${name}" seed="4"></model-trainer>
      <model-trainer model="${name}"></model-trainer><model-trainer model="${fresh()}"></model-trainer>`;
    const [one, two, other] = [...parent.querySelectorAll('model-trainer')];
    await Promise.all([one!, two!, other!].map((element) => element.updateComplete));
    expect(one!.session).to.equal(two!.session);
    expect(one!.session).not.to.equal(other!.session);
    expect(two!.session!.snapshot.settings.seed).to.equal(4);
    two!.model = other!.model;
    await two!.updateComplete;
    expect(two!.session).to.equal(other!.session);
  });

  it('loses nothing when it is removed and put back during training', async () => {
    const { trainer, session } = await bench('training');
    const parent = trainer.parentElement!;
    expect(session.listeners).to.equal(1);
    trainer.remove();
    expect(session.listeners).to.equal(0);
    session.show(sampleRun(session.snapshot, 800));
    parent.append(trainer);
    await settled(trainer);
    expect(session.listeners).to.equal(1);
    expect(session.requests).to.deep.equal([]);
    expect(textOf(within(trainer, '[part=progress]'))).to.contain('step 800 of');
  });

  it('keeps a named model while it is moved', async () => {
    const name = fresh();
    const parent = await fixture<HTMLElement>(html`<div><section></section></div>`);
    const trainer = document.createElement('model-trainer');
    trainer.model = name;
    parent.append(trainer);
    await trainer.updateComplete;
    const { session } = trainer;
    parent.querySelector('section')!.append(trainer);
    await trainer.updateComplete;
    expect(trainer.session).to.equal(session);
    trainer.remove();
    const lease = acquireSession(name);
    expect(lease.session).to.equal(session);
    lease.release();
  });

  it('starts and downloads nothing by itself', async () => {
    const before = performance.getEntriesByType('resource').length;
    const parent = await fixture<HTMLElement>(html`<div></div>`);
    parent.innerHTML = `<model-trainer model="${fresh()}"></model-trainer>`;
    const trainer = parent.firstElementChild as ModelTrainer;
    await settled(trainer);
    expect(trainer.session!.snapshot.phase).to.equal('idle');
    expect(trainer.session!.snapshot.device).to.equal(undefined);
    expect(performance.getEntriesByType('resource').length).to.equal(before);
  });

  it('shows its fallback before it is defined and never afterwards', async () => {
    const parent = await fixture<HTMLElement>(html`<div></div>`);
    parent.innerHTML = `<model-trainer model="${fresh()}"><p>It needs JavaScript.</p></model-trainer>`;
    const trainer = parent.firstElementChild as ModelTrainer;
    await settled(trainer);
    expect(trainer.querySelector('p')!.getClientRects()).to.have.length(0);
  });

  it('draws nothing while nobody can see it, and everything when somebody does', async () => {
    const { trainer, session } = await bench('training');
    const spacer = document.createElement('div');
    spacer.style.height = '20000px';
    trainer.before(spacer);
    await settled(trainer);
    const shown = textOf(within(trainer, '[part=progress]'));
    session.show(sampleRun(session.snapshot, 900));
    await settled(trainer);
    expect(textOf(within(trainer, '[part=progress]'))).to.equal(shown);
    spacer.remove();
    await until(() => textOf(within(trainer, '[part=progress]')).includes('step 900'), 'step 900');
  });

  it('is brought up to date for printing', async () => {
    const { trainer, session } = await bench('training');
    const spacer = document.createElement('div');
    spacer.style.height = '20000px';
    trainer.before(spacer);
    await settled(trainer);
    session.show(sampleRun(session.snapshot, 901));
    window.dispatchEvent(new Event('beforeprint'));
    await trainer.updateComplete;
    expect(textOf(within(trainer, '[part=progress]'))).to.contain('step 901');
    spacer.remove();
  });

  it('says nothing on the console through its whole life', async () => {
    const stop = listenToConsole();
    const { trainer, session } = await bench('idle');
    session.obedient = true;
    button(trainer, 'Train').click();
    await until(() => session.snapshot.phase === 'running', 'training');
    session.show(sampleRun(session.snapshot, 500));
    trainer.setAttribute('epochs', 'none');
    await settled(trainer);
    for (const label of ['How it is computed', 'Numbers as a table', 'All settings']) button(trainer, label).click();
    await until(() => all(trainer, '.settings').length > 0, 'the panels');
    session.show({ phase: 'failed', error: new KitError('internal', 'It broke.') });
    await settled(trainer);
    button(trainer, 'Reset').click();
    await until(() => session.snapshot.phase === 'idle', 'reset');
    trainer.remove();
    expect(stop()).to.deep.equal([]);
  });
});

describe('<model-trainer>: autoplay', () => {
  const visible = (state: DocumentVisibilityState) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    document.dispatchEvent(new Event('visibilitychange'));
  };
  afterEach(() => {
    delete (document as { visibilityState?: unknown }).visibilityState;
  });

  async function autoplaying(): Promise<{ trainer: ModelTrainer; session: FakeSession }> {
    const session = new FakeSession();
    session.obedient = true;
    const trainer = document.createElement('model-trainer');
    trainer.autoplay = true;
    trainer.session = session;
    (await fixture(html`<div></div>`)).append(trainer);
    await until(() => session.snapshot.phase === 'running', 'autoplay');
    session.show({ step: 3 });
    return { trainer, session };
  }

  it('trains when seen, pauses in a hidden tab and says so, goes on when seen again', async () => {
    const { trainer, session } = await autoplaying();
    visible('hidden');
    expect(session.requests).to.deep.equal(['train', 'pause']);
    visible('visible');
    expect(session.requests).to.deep.equal(['train', 'pause', 'train']);
    visible('hidden');
    trainer.requestUpdate();
    await trainer.updateComplete;
    expect(textOf(within(trainer, '[part=progress]'))).to.contain('paused while out of sight');
  });

  it('leaves alone what the reader paused, and what the reader started', async () => {
    const { trainer, session } = await autoplaying();
    button(trainer, 'Pause').click();
    await until(() => session.snapshot.phase === 'paused', 'pause');
    visible('hidden');
    visible('visible');
    await settled(trainer);
    expect(session.requests).to.deep.equal(['train', 'pause']);
    button(trainer, 'Resume').click();
    await until(() => session.snapshot.phase === 'running', 'resume');
    visible('hidden');
    expect(session.requests).to.deep.equal(['train', 'pause', 'train']);
  });

  it('pauses what it started when it leaves the page', async () => {
    const { trainer, session } = await autoplaying();
    trainer.remove();
    expect(session.requests).to.deep.equal(['train', 'pause']);
  });

  it('without it nothing starts', async () => {
    const { trainer, session } = await bench('idle');
    visible('hidden');
    visible('visible');
    await settled(trainer);
    expect(session.requests).to.deep.equal([]);
    press(trainer, 'Enter');
    expect(session.requests).to.deep.equal([]);
  });
});
