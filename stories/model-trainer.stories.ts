/**
 * `<model-trainer>` in every state. Most stories show a model in memory with invented figures (real photographs, no
 * training), so that each state can be looked at; the live ones train for real when their button is pressed.
 */
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../components/model-trainer/define.js';
import type { ModelTrainer } from '../components/model-trainer/model-trainer.js';
import { KitError, type SessionSettings } from '../core/index.js';
import type { FakeSession } from './support/fake-session.js';
import { all, button, textOf, within } from './support/in-element.js';
import { samplePictures, type SamplePictures } from './support/sample-pictures.js';
import { sampleSession, type StateName } from './support/sample-states.js';

type Args = Record<string, unknown>;

const ATTRIBUTES = [
  'architecture',
  'width',
  'dataset',
  'data-url',
  'recipe',
  'epochs',
  'batch-size',
  'learning-rate',
  'schedule',
  'optimizer',
  'weight-decay',
  'augment',
  'seed',
  'backend',
  'src',
  'labels',
  'input-range',
  'input-size',
  'init',
  'freeze',
] as const;

/** The attributes that the controls panel sets; an emptied control takes its attribute away. */
function withAttributes(trainer: ModelTrainer, args: Args): ModelTrainer {
  for (const name of ATTRIBUTES) {
    const value = args[name];
    if (value === undefined || value === null || value === '') trainer.removeAttribute(name);
    else trainer.setAttribute(name, String(value));
  }
  return trainer;
}

/** An element over a model in memory that does what is asked at once, without computing. */
function sample(state: StateName, settings: Partial<SessionSettings> = {}) {
  return (args: Args, { loaded }: { loaded: Record<string, unknown> }): ModelTrainer => {
    const session = sampleSession(state, loaded['pictures'] as SamplePictures, settings);
    session.obedient = true;
    const trainer = document.createElement('model-trainer');
    trainer.session = session;
    return withAttributes(trainer, args);
  };
}

const trainerIn = (canvas: HTMLElement): ModelTrainer => canvas.querySelector('model-trainer')!;
const sessionOf = (trainer: ModelTrainer): FakeSession => trainer.session as FakeSession;
const says = (trainer: ModelTrainer, part: string) =>
  textOf(within(trainer, `[part=${part}]`)).replaceAll('\u00a0', ' ');

const meta: Meta<Args> = {
  title: 'Elements/model-trainer',
  component: 'model-trainer',
  loaders: [async () => ({ pictures: await samplePictures() })],
  argTypes: Object.fromEntries(['session', 'model', 'autoplay'].map((name) => [name, { control: false }])),
  parameters: {
    docs: {
      description: {
        component:
          'Trains a convolutional network on CIFAR-10 in the reader’s browser and shows how it learns: curves, what the ' +
          'network sees, what it says of held-out images, which classes it confuses. Nothing is downloaded and nothing ' +
          'computes before the reader asks.\n\n' +
          '**Sample data.** The photographs in these stories are CIFAR-10’s; every curve, percentage and time is ' +
          'invented, to put the element into each of its states. “Live” and “One model, two elements” train for real.',
      },
    },
  },
};
export default meta;
type Story = StoryObj<Args>;

/** The figure itself, waiting. What it costs is said before it is pressed; nothing was downloaded or started. */
export const BeforeFirstUse: Story = {
  render: sample('idle'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(says(trainer, 'progress')).toMatch(/MB to download/));
    await expect(textOf(within(trainer, '[part=primary-button]'))).toBe('Train');
    await expect(button(trainer, 'Reset')).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(button(trainer, 'Train'));
    await waitFor(() => expect(sessionOf(trainer).requests).toEqual(['train']));
  },
};

/** The primary action turns into its opposite, in place. */
export const Downloading: Story = {
  render: sample('downloading'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(says(trainer, 'progress')).toMatch(/images: .* of .* MB/));
    await userEvent.click(button(trainer, 'Cancel'));
    await waitFor(() => expect(sessionOf(trainer).requests).toEqual(['pause']));
    await waitFor(() => expect(textOf(within(trainer, '[part=primary-button]'))).toBe('Train'));
  },
};

export const Preparing: Story = {
  render: sample('preparing'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(says(trainer, 'progress')).toMatch(/checking this device/));
    await expect(within(trainer, '[role=progressbar]')).not.toHaveAttribute('aria-valuenow');
  },
};

/** Axes span the whole run from the start; numbers change in place. */
export const Training: Story = {
  render: sample('training'),
  play: async ({ canvasElement, step }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(says(trainer, 'finding')).toMatch(/the network names 51\.0 %/));
    await step('the curve is read point by point with the arrow keys', async () => {
      const probe = within<HTMLInputElement>(trainer, 'input.probe');
      probe.focus();
      await waitFor(() => expect(probe.getAttribute('aria-valuetext')).toMatch(/^step 319: held-out/));
      // What the browser does on ArrowLeft; simulated keys don't move sliders.
      probe.stepDown();
      probe.dispatchEvent(new Event('input'));
      await waitFor(() => expect(probe.getAttribute('aria-valuetext')).toMatch(/^step 318: held-out/));
      probe.blur();
    });
    await step('the confusion grid is read cell by cell', async () => {
      (await waitFor(() => within(trainer, '[role=gridcell]'))).focus();
      await userEvent.keyboard('{ArrowRight}');
      await waitFor(() => expect(textOf(within(trainer, '.cm-cap'))).toMatch(/airplane taken for automobile/));
      (trainer.shadowRoot!.activeElement as HTMLElement).blur();
    });
    await userEvent.click(button(trainer, 'Pause'));
    await waitFor(() => expect(textOf(within(trainer, '[part=primary-button]'))).toBe('Resume'));
  },
};

export const Paused: Story = {
  render: sample('paused'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(says(trainer, 'progress')).toMatch(/paused.*of work left/));
    await userEvent.click(button(trainer, 'Step'));
    await userEvent.click(button(trainer, 'Reset'));
    await waitFor(() => expect(sessionOf(trainer).requests).toEqual(['step', 'reset']));
  },
};

export const Finished: Story = {
  render: sample('finished'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(says(trainer, 'finding')).toMatch(/After all 624 steps/));
    await expect(textOf(within(trainer, '[part=primary-button]'))).toBe('Train Again');
  },
};

/** A failure speaks where the finding speaks: what happened, what is safe, what to do. Nothing moves. */
export const Diverged: Story = {
  render: sample('diverged'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(says(trainer, 'error')).toMatch(/diverged at step 161/));
    await userEvent.click(button(trainer, 'Retry at 0.005'));
    await waitFor(() => expect(sessionOf(trainer).requests).toEqual(['configure {"learningRate":0.005}', 'train']));
    await waitFor(() => expect(all(trainer, '[part=error]')).toHaveLength(0));
  },
};

export const FetchFailed: Story = {
  render: sample('fetchFailed'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(says(trainer, 'error')).toMatch(/could not be downloaded/));
    await userEvent.click(button(trainer, 'Download again'));
    await waitFor(() => expect(sessionOf(trainer).requests).toEqual(['train']));
  },
};

/** Neither a GPU nor WebAssembly, or a page that refuses both. */
export const NoBackend: Story = {
  render: sample('noBackend'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(button(trainer, 'Try again')).toBeVisible());
  },
};

/** Values that can't be used: the last good ones stay, and the element says which was wrong. */
export const WrongAttributes: Story = {
  render: sample('paused'),
  args: { 'learning-rate': '-1', architecture: 'nope' },
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(all(trainer, '[part=error]')).toHaveLength(2));
    await expect(trainer.learningRate).toBe(undefined);
    await expect(trainer.architecture).toBe(undefined);
  },
};

/** A note, not a warning: it works. Opens from the device line. */
export const WhyThisDevice: Story = {
  render: sample('paused'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(says(trainer, 'device')).toMatch(/^wasm · 2 threads, no usable GPU/));
    await userEvent.click(within(trainer, '[part=device]'));
    await waitFor(() => expect(textOf(within(trainer, '#why'))).toMatch(/only a software adapter/));
  },
};

/** Everything that is closed by default: formulas with this run’s numbers, tables, settings. */
export const EverythingOpen: Story = {
  render: sample('finished'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => button(trainer, 'How it is computed'));
    for (const label of ['How it is computed', 'Numbers as a table', 'All settings']) {
      await userEvent.click(button(trainer, label));
    }
    await waitFor(() => expect(all(trainer, 'table, .settings')).toHaveLength(3));
    await expect(all(trainer, 'math')).toHaveLength(3);
  },
};

export const ExportMenu: Story = {
  render: sample('training'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => button(trainer, 'Export'));
    button(trainer, 'Export').focus();
    await userEvent.keyboard('{ArrowDown}');
    await waitFor(() => expect(trainer.shadowRoot!.activeElement?.role).toBe('menuitem'));
    await userEvent.keyboard('{End}');
    await expect(textOf(trainer.shadowRoot!.activeElement!)).toMatch(/^Copy the tag/);
    await userEvent.keyboard('{Escape}');
    await expect(trainer.shadowRoot!.activeElement).toBe(button(trainer, 'Export'));
    await userEvent.click(button(trainer, 'Export'));
  },
};

const inBox = (style: string, state: StateName) => (args: Args, context: { loaded: Record<string, unknown> }) =>
  html`<div style=${style}>${sample(state)(args, context)}</div>`;

/** Each element answers to its own width, not to the window’s. */
export const Narrow280: Story = {
  render: inBox('width: 280px', 'training'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(says(trainer, 'finding')).toMatch(/51\.0 %/));
    await expect(trainer.scrollWidth).toBeLessThanOrEqual(280);
  },
};

/** The element follows the page’s `color-scheme`; it paints no ground of its own. */
export const Dark: Story = {
  render: inBox('color-scheme: dark; background: #15171b; padding: 24px', 'training'),
};

/** In a right-to-left page the layout mirrors; charts and English sentences do not. */
export const RightToLeft: Story = {
  render: (args, context) => html`<div dir="rtl">${sample('training')(args, context)}</div>`,
};

/** The page’s own heading and colours. */
export const Themed: Story = {
  render: (args, context) => {
    const trainer = sample('training')(args, context);
    trainer.innerHTML = '<h2 slot="heading">How fast does a small network learn?</h2>';
    return html`<div
      style="font-family: Georgia, serif; --convnet-accent: light-dark(#8a2b06, #ffb591); --convnet-accent-ink: light-dark(#fff, #2b0e00); --convnet-accent-fill: light-dark(#e0a184, #7a3d20)"
    >
      ${trainer}
    </div>`;
  },
};

/** The real thing: real images, the real worker. Nothing is downloaded and nothing computes before Train is pressed. */
export const Live: Story = {
  render: (args) => {
    const trainer = withAttributes(document.createElement('model-trainer'), args);
    trainer.model = 'story-live';
    return trainer;
  },
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(says(trainer, 'progress')).toMatch(/MB to download/));
    await expect(trainer.session!.snapshot.phase).toBe('idle');
    await expect(trainer.session!.snapshot.device).toBe(undefined);
  },
};

const openFiles = async (trainer: ModelTrainer) => {
  await waitFor(() => button(trainer, 'Own pictures and networks'));
  await userEvent.click(button(trainer, 'Own pictures and networks'));
  await waitFor(() => within(trainer, '.files'));
};

/** A folder for each class, or a zip archive of them. What could not be read is listed, and stops nothing. */
export const OwnPictures: Story = {
  render: sample('idle'),
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    const faults = [
      'cat/7.png is empty.',
      'dog/drawing.svg is an SVG drawing, which has no pixels of its own; save it as PNG.',
    ];
    sessionOf(trainer).leftOut = faults.map((message) => ({ path: '', error: new KitError('bad-data', message) }));
    await openFiles(trainer);
    await userEvent.upload(
      all<HTMLInputElement>(trainer, '.files input[type=file]')[1]!,
      new File(['zip'], 'pets.zip', { type: 'application/zip' }),
    );
    await waitFor(() => expect(textOf(within(trainer, '.files'))).toContain('2 files left out'));
    await userEvent.click(within(trainer, '.files summary'));
    await waitFor(() => expect(sessionOf(trainer).requests).toEqual(['importDataset pets.zip']));
    await expect(textOf(within(trainer, '[part=title]'))).toContain('own pictures');
  },
};

/** Transfer learning: the features of a shipped network, kept as they are, and a new last layer for the classes. */
export const FeaturesOfAnother: Story = {
  render: sample('idle', { init: 'baseline-slim', freeze: 'features' }),
  args: { init: 'baseline-slim', freeze: 'features' },
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await openFiles(trainer);
    await expect(within<HTMLSelectElement>(trainer, '.files select').value).toBe('baseline-slim');
    await userEvent.click(within(trainer, '.files [type=checkbox]'));
    await expect(sessionOf(trainer).snapshot.settings.freeze).toBe(undefined);
    await userEvent.click(within(trainer, '.files [type=checkbox]'));
    await expect(sessionOf(trainer).snapshot.settings.freeze).toBe('features');
  },
};

/** A network that was trained elsewhere goes on here. Nothing is downloaded before it is asked for. */
export const FromAFile: Story = {
  args: { src: 'baseline-slim' },
  render: (args) => {
    const trainer = withAttributes(document.createElement('model-trainer'), args);
    trainer.model = 'story-from-file';
    return trainer;
  },
  play: async ({ canvasElement }) => {
    const trainer = trainerIn(canvasElement);
    await waitFor(() => expect(says(trainer, 'finding')).toContain('baseline-slim'));
    await expect(trainer.session!.snapshot.source!.status).toBe('waiting');
  },
};

/** Two elements that name the same model: a step asked of one is seen in the other. A very narrow network, for real. */
export const OneModelTwoElements: Story = {
  name: 'One model, two elements',
  render: (): TemplateResult =>
    html`<model-trainer model="story-shared" width="0.0625" batch-size="8"></model-trainer>
      <model-trainer model="story-shared" style="margin-top: 64px"></model-trainer>`,
  play: async ({ canvasElement }) => {
    const [first, second] = canvasElement.querySelectorAll('model-trainer');
    await waitFor(() => button(first!, 'Step'));
    await expect(second!.session).toBe(first!.session);
    await first!.step();
    second!.scrollIntoView();
    await waitFor(() => expect(says(second!, 'progress')).toMatch(/^step 1 of/), { timeout: 10_000 });
  },
};
