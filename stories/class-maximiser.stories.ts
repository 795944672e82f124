/**
 * `<class-maximiser>` with every objective and in every state. Stories compute for real on `baseline-slim`, a network that
 * ships, for a few steps each; states that a real run is seldom in show a model in memory.
 */
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../components/class-maximiser/define.js';
import type { ClassMaximiser } from '../components/class-maximiser/class-maximiser.js';
import { KitError } from '../core/index.js';
import { ExplainingSession } from './support/explaining-session.js';
import { all, button, textOf, within } from './support/in-element.js';

type Args = Record<string, unknown>;

const ATTRIBUTES = [
  'model',
  'src',
  'preset',
  'objective',
  'target-class',
  'layer',
  'channel',
  'start',
  'image',
  'guide',
  'steps',
  'learning-rate',
  'regularisers',
  'octaves',
  'size',
  'seed',
  'epsilon',
  'attack',
  'norm',
] as const;
const FLAGS = ['autoplay', 'no-grid', 'no-attack'] as const;

function element(args: Args): ClassMaximiser {
  const maximiser = document.createElement('class-maximiser');
  for (const name of ATTRIBUTES) {
    const value = args[name];
    if (value !== undefined && value !== null && value !== '') maximiser.setAttribute(name, String(value));
  }
  for (const name of FLAGS) maximiser.toggleAttribute(name, args[name] === true);
  return maximiser;
}

const maximiserIn = (canvas: HTMLElement): ClassMaximiser => canvas.querySelector('class-maximiser')!;
const says = (maximiser: ClassMaximiser, part: string) =>
  textOf(within(maximiser, `[part=${part}]`)).replaceAll('\u00a0', ' ');
/** A device that others use too may take its time. */
const PATIENT = { timeout: 60_000 };
const opened = (maximiser: ClassMaximiser) => waitFor(() => expect(maximiser.frame).toBeDefined(), PATIENT);
const finished = (maximiser: ClassMaximiser, steps: number) =>
  waitFor(() => expect(maximiser.frame?.step).toBe(steps), PATIENT);

async function play(maximiser: ClassMaximiser, steps: number): Promise<void> {
  await opened(maximiser);
  await userEvent.click(button(maximiser, 'Play'));
  await finished(maximiser, steps);
}

const meta: Meta<Args> = {
  title: 'Elements/class-maximiser',
  component: 'class-maximiser',
  args: { src: 'baseline-slim', model: 'story-maximiser' },
  argTypes: Object.fromEntries(
    ['session', 'frame', 'play', 'pause', 'showPicture'].map((name) => [name, { control: false }]),
  ),
  render: element,
  parameters: {
    docs: {
      description: {
        component:
          'What does the network want to see? Follows the gradient of a class, a channel or a whole layer uphill and ' +
          'shows the image as it changes; draws all classes at once; dreams, inverts codes, takes over styles; and finds ' +
          'the smallest change that makes the network say something else.\n\n' +
          '**A network that ships.** These stories show `baseline-slim`, 1 MB, trained on CIFAR-10.',
      },
    },
  },
};
export default meta;
type Story = StoryObj<Args>;

/** A class from grey, in a Fourier basis: it comes out as we would draw it. */
export const Default: Story = {
  args: { steps: 24, 'target-class': 'horse', 'no-attack': true, 'no-grid': true },
  play: async ({ canvasElement, step }) => {
    const maximiser = maximiserIn(canvasElement);
    await play(maximiser, 24);
    await waitFor(() =>
      expect(says(maximiser, 'finding')).toMatch(/From grey it takes \d+ steps? until the network prefers horse/),
    );
    await step('the frames can be gone through', async () => {
      await userEvent.click(all(maximiser, '.frames button')[0]!);
      await waitFor(() => expect(textOf(within(maximiser, '.scrub output'))).toContain('step 0 of 24'));
    });
    await step('how it is computed, with this run’s numbers', async () => {
      await userEvent.click(button(maximiser, 'How it is computed'));
      await waitFor(() => expect(all(maximiser, '#panel-how math')).toHaveLength(1), PATIENT);
    });
  },
};

/** From a photograph of another class. */
export const FromAnImage: Story = {
  args: { steps: 16, start: 'image', image: 1, 'target-class': 'frog', 'no-attack': true, 'no-grid': true },
  play: async ({ canvasElement }) => play(maximiserIn(canvasElement), 16),
};

/** The published run of the practical: nothing but the gradient. To us it is still the photograph. */
export const Published: Story = {
  args: { preset: 'published', steps: 16, 'target-class': 'horse', 'no-attack': true, 'no-grid': true },
  play: async ({ canvasElement }) => {
    const maximiser = maximiserIn(canvasElement);
    await play(maximiser, 16);
    await waitFor(() => expect(says(maximiser, 'finding')).toMatch(/until the network prefers horse/));
  },
};

const withPreset = (preset: string, steps: number, args: Args = {}): Story => ({
  args: { preset, steps, 'no-attack': true, 'no-grid': true, ...args },
  play: async ({ canvasElement }) => {
    const maximiser = maximiserIn(canvasElement);
    await play(maximiser, steps);
    await waitFor(() =>
      expect(says(maximiser, 'finding')).toMatch(new RegExp(`^After ${steps} steps|until the network`)),
    );
  },
});

/** The notebook's own step: the class is taken anew each time. */
export const LargestLogit: Story = withPreset('as-published', 8);
/** Noise that the network is sure of. */
export const FoolingNoise: Story = withPreset('fooling', 12, { 'target-class': 'cat' });
export const ClassProbability: Story = withPreset('natural', 8, {
  objective: 'class-probability',
  'target-class': 'ship',
});
/** What one channel looks for. */
export const Channel: Story = withPreset('feature', 12, { layer: 'relu7', channel: 3 });
/** One position of a map: only its receptive field changes. */
export const Unit: Story = withPreset('feature', 8, { objective: 'unit', layer: 'relu4', channel: 3 });
/** What an early layer's code still says of the image. */
export const Inversion: Story = withPreset('inversion', 24, { layer: 'relu1' });
/** One image's textures on another's shapes. */
export const Style: Story = withPreset('style', 12, { guide: 3 });

/** DeepDream on a picture of the reader's, at three sizes. */
export const DreamOfYourPicture: Story = {
  args: { preset: 'dream', steps: 6, size: 48, layer: 'relu7', 'no-attack': true },
  play: async ({ canvasElement }) => {
    const maximiser = maximiserIn(canvasElement);
    await opened(maximiser);
    const side = 48;
    const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
      return Math.hypot(x - 24, y - 24) < 14 ? [220, 150, 60][i % 3]! : 60 + 2 * y;
    });
    maximiser.showPicture({ data, shape: [side, side, 3] }, 'a ball');
    await waitFor(() => expect(textOf(within(maximiser, '.sub'))).toContain('a ball'), PATIENT);
    await play(maximiser, 6);
    await expect(maximiser.frame!.images.shape).toEqual([1, 48, 48, 3]);
  },
};

/** All classes in one batch. */
export const AllClasses: Story = {
  args: { steps: 12, 'no-attack': true },
  play: async ({ canvasElement }) => {
    const maximiser = maximiserIn(canvasElement);
    await opened(maximiser);
    await waitFor(() => button(maximiser, 'Draw all 10'), PATIENT);
    await userEvent.click(button(maximiser, 'Draw all 10'));
    await waitFor(() => expect(says(maximiser, 'grid')).toContain('in one batch, in'), PATIENT);
    await expect(says(maximiser, 'grid')).toMatch(/The least sure of the 10 is [\d.]+ %/);
  },
};

/** A change too small to see, and the smallest that flips the answer. */
export const Adversarial: Story = {
  args: { epsilon: 4, image: 8, 'no-grid': true },
  play: async ({ canvasElement }) => {
    const maximiser = maximiserIn(canvasElement);
    await opened(maximiser);
    await waitFor(() => expect(says(maximiser, 'attack')).toMatch(/The answer flips at ε = [\d.]+\/255/), PATIENT);
  },
};
export const AdversarialOneStep: Story = {
  args: { ...Adversarial.args, attack: 'fgsm' },
  play: async ({ canvasElement }) => {
    const maximiser = maximiserIn(canvasElement);
    await opened(maximiser);
    await waitFor(() => expect(says(maximiser, 'attack')).toMatch(/at most 4\/255 a channel/), PATIENT);
  },
};

/** A run that was paused goes on where it stood. */
export const Paused: Story = {
  args: { preset: 'published', steps: 10_000, 'target-class': 'horse', 'no-attack': true, 'no-grid': true },
  play: async ({ canvasElement }) => {
    const maximiser = maximiserIn(canvasElement);
    await opened(maximiser);
    await userEvent.click(button(maximiser, 'Play'));
    await waitFor(() => expect(maximiser.frame!.step).toBeGreaterThan(3), PATIENT);
    await userEvent.click(button(maximiser, 'Pause'));
    await waitFor(() => button(maximiser, 'Go on'), PATIENT);
  },
};

/** Before anything has arrived: the figure itself, waiting. */
export const Waiting: Story = {
  render: () => {
    const maximiser = element({});
    const session = new ExplainingSession();
    session.hold();
    maximiser.session = session;
    return maximiser;
  },
  play: async ({ canvasElement }) => {
    const maximiser = maximiserIn(canvasElement);
    await waitFor(() => expect(says(maximiser, 'finding')).toBe('The image is on its way.'));
  },
};

/** A value that can't be is refused in words; the preset's stays. */
export const RefusedValue: Story = {
  args: { steps: 8, regularisers: 'jitter=much', 'no-attack': true, 'no-grid': true },
  play: async ({ canvasElement }) => {
    const maximiser = maximiserIn(canvasElement);
    await opened(maximiser);
    await expect(says(maximiser, 'error')).toContain('regularisers="jitter=much" can\'t be used.');
  },
};

/** A layer that the network does not have. */
export const NoSuchLayer: Story = {
  args: { preset: 'feature', layer: 'conv99', 'no-attack': true },
  play: async ({ canvasElement }) => {
    const maximiser = maximiserIn(canvasElement);
    await waitFor(() => expect(says(maximiser, 'error')).toContain('The network has no layer “conv99”.'), PATIENT);
  },
};

/** The image did not arrive: the error speaks where the finding speaks, and Retry asks again. */
export const Failed: Story = {
  render: () => {
    const maximiser = element({});
    const session = new ExplainingSession();
    session.failures.set(
      'dataset.samples',
      new KitError('fetch-failed', 'The images could not be loaded. Check the connection.'),
    );
    maximiser.session = session;
    return maximiser;
  },
  play: async ({ canvasElement }) => {
    const maximiser = maximiserIn(canvasElement);
    await waitFor(() => expect(says(maximiser, 'error')).toContain('The images could not be loaded.'));
    await expect(button(maximiser, 'Download again')).toBeVisible();
  },
};

/** In a column of 300 px. */
export const Narrow: Story = {
  args: { steps: 12, 'target-class': 'deer' },
  render: (args) => html`<div style="inline-size: 300px">${element(args)}</div>`,
  play: async ({ canvasElement }) => {
    const maximiser = maximiserIn(canvasElement);
    await play(maximiser, 12);
    await expect(maximiser.scrollWidth).toBeLessThanOrEqual(300);
  },
};
