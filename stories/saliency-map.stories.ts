/**
 * `<saliency-map>` with every method and in every state. Most stories compute for real, on the trained network that
 * ships. States that a real model is seldom in show a model in memory.
 */
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../components/model-trainer/define.js';
import '../components/saliency-map/define.js';
import type { SaliencyMap } from '../components/saliency-map/saliency-map.js';
import { acquireSession, KitError } from '../core/index.js';
import { drawnCar } from './support/drawn-car.js';
import { ExplainingSession } from './support/explaining-session.js';
import { all, button, textOf, within } from './support/in-element.js';

type Args = Record<string, unknown>;

const ATTRIBUTES = [
  'model',
  'src',
  'method',
  'target-class',
  'against',
  'target',
  'image',
  'images',
  'channels',
  'layer',
  'samples',
  'sigma',
  'steps',
  'baseline',
  'patch',
  'patch-step',
  'seed',
  'opacity',
  'colormap',
  'compare',
] as const;
const FLAGS = ['signed', 'overlay', 'no-live'] as const;

function element(args: Args): SaliencyMap {
  const map = document.createElement('saliency-map');
  for (const name of ATTRIBUTES) {
    const value = args[name];
    if (value !== undefined && value !== null && (value !== '' || name === 'compare'))
      map.setAttribute(name, String(value));
  }
  for (const name of FLAGS) map.toggleAttribute(name, args[name] === true);
  return map;
}

const mapIn = (canvas: HTMLElement): SaliencyMap => canvas.querySelector('saliency-map')!;
const says = (map: SaliencyMap, part: string) => textOf(within(map, `[part=${part}]`)).replaceAll('\u00a0', ' ');
/** A device that others use too may take its time. */
const PATIENT = { timeout: 30_000 };
const drawn = (map: SaliencyMap) => waitFor(() => expect(map.attribution).toBeDefined(), PATIENT);

const meta: Meta<Args> = {
  title: 'Elements/saliency-map',
  component: 'saliency-map',
  argTypes: Object.fromEntries(['session', 'attribution', 'showPicture'].map((name) => [name, { control: false }])),
  render: element,
  parameters: {
    docs: {
      description: {
        component:
          'Why did the network say that? Shows an image beside a map of the pixels that mattered, by any of fifteen ' +
          'methods, with the classes to ask about, tests of whether the map is to be believed, several methods compared, ' +
          'and many images at once. Follows a model that is trained on the same page. Where the page names no network, ' +
          'it is the trained one that ships with the library.',
      },
    },
  },
};
export default meta;
type Story = StoryObj<Args>;

/** The gradient of the predicted class, as in the practical. The strongest pixel is marked in both pictures. */
export const Gradient: Story = {
  play: async ({ canvasElement, step }) => {
    const map = mapIn(canvasElement);
    await drawn(map);
    await waitFor(() => expect(says(map, 'finding')).toMatch(/^The network says cat, .*Half of the map’s total/));
    await step('arrow keys move over the map', async () => {
      within(map, '[part=map]').focus();
      await userEvent.keyboard('{Home}{ArrowRight}');
      await waitFor(() => expect(textOf(within(map, 'figcaption')).replaceAll('\u00a0', ' ')).toMatch(/^pixel \(1, /));
      within(map, '[part=map]').blur();
    });
    await step('another class is a press away', async () => {
      await userEvent.click(button(map, 'dog'));
      await waitFor(() => expect(map.attribution!.target).toBe(5), PATIENT);
    });
  },
};

/** Before a network has learned anything its map is noise, and the element says so. */
export const Untrained: Story = {
  args: { model: 'story-saliency-untrained' },
  render: (args) => {
    // Random weights are what somebody gets who means to train.
    acquireSession('story-saliency-untrained', { width: 0.125 });
    return element(args);
  },
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await drawn(map);
    await waitFor(() => expect(says(map, 'finding')).toMatch(/^Untrained, the network guesses .*chance gives 10 %/));
  },
};

const withMethod = (method: string, args: Args = {}): Story => ({
  args: { method, ...args },
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await drawn(map);
    await expect(map.attribution!.settings.method).toBe(method);
    await userEvent.click(button(map, 'How it is computed'));
    await waitFor(() => expect(all(map, '#panel-how math')).toHaveLength(1));
  },
});

export const GradientTimesInput: Story = withMethod('gradient-x-input');
export const SmoothGrad: Story = withMethod('smoothgrad');
export const SmoothGradSquared: Story = withMethod('smoothgrad-squared');
export const VarGrad: Story = withMethod('vargrad');
export const IntegratedGradients: Story = withMethod('integrated-gradients', { baseline: 'blur' });
/** Carries a warning: it redraws the image whatever was learned. */
export const Deconvnet: Story = withMethod('deconvnet');
/** Carries a warning: it draws edges whatever was learned. */
export const GuidedBackprop: Story = withMethod('guided-backprop');
export const Cam: Story = withMethod('cam');
export const GradCam: Story = withMethod('grad-cam', { layer: 'relu7' });
export const GradCamSigned: Story = withMethod('grad-cam', { signed: true });
export const GradCamPlusPlus: Story = withMethod('grad-cam-plus-plus');
export const GuidedGradCam: Story = withMethod('guided-grad-cam');
export const Occlusion: Story = withMethod('occlusion', { patch: 8, 'patch-step': 4 });
export const RandomMasks: Story = withMethod('rise', { samples: 200 });
export const FullGrad: Story = withMethod('full-grad');

/** Why the one and not the other: the difference of two logits. */
export const WhyNot: Story = {
  args: { 'target-class': 'dog', against: 'cat', channels: 'signed-sum' },
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await drawn(map);
    await waitFor(() => expect(says(map, 'title')).toBe('Why dog and not cat?'));
  },
};

/** Nothing in the map is transparent, so that the image shows through. */
export const Overlaid: Story = {
  args: { overlay: true, method: 'grad-cam' },
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await drawn(map);
    await waitFor(() => expect(all(map, '[part=map] canvas')).toHaveLength(2));
  },
};

/** Laid out as in the practical: truth above the image, prediction above the map. */
export const Gallery: Story = {
  args: { images: 12 },
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await waitFor(() => expect(all(map, '.gallery .pick')).toHaveLength(12), PATIENT);
    await waitFor(() => expect(says(map, 'gallery')).toMatch(/\d+ of 12 named rightly/));
  },
};

/** The same image and class; one scale for maps without a sign, one for maps with. */
export const Compare: Story = {
  args: { compare: '' },
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await waitFor(() => expect(all(map, '[part=comparison] .pick')).toHaveLength(6), PATIENT);
    await waitFor(() => expect(says(map, 'comparison')).not.toMatch(/on its way/), PATIENT);
  },
};

/** Weights replaced by noise from the top down, and what becomes of the map. */
export const RandomisationTest: Story = {
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await waitFor(() => button(map, 'Replace the weights'), PATIENT);
    await userEvent.click(button(map, 'Replace the weights'));
    await waitFor(() => expect(says(map, 'trust')).toMatch(/It (passes|fails|is undecided): without/), PATIENT);
    await expect(all(map, '[part=trust] .maps canvas')).toHaveLength(6);
  },
};

/** Pixels go and come in the order of the map, against random orders. */
export const DeletionAndInsertion: Story = {
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await waitFor(() => button(map, 'Delete and insert'), PATIENT);
    await userEvent.click(button(map, 'Delete and insert'));
    await waitFor(() => expect(all(map, '[part=chart]')).toHaveLength(2), PATIENT);
    await expect(says(map, 'trust')).toMatch(/in 8 random orders/);
  },
};

/** The map follows a model that learns on the same page; a press is answered meanwhile. */
export const LiveWithTrainer: Story = {
  render: () =>
    html`<model-trainer model="story-saliency-live" width="0.0625" batch-size="8"></model-trainer>
      <saliency-map model="story-saliency-live" style="margin-top: 64px"></saliency-map>`,
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    map.scrollIntoView();
    await drawn(map);
    const trainer = canvasElement.querySelector('model-trainer')!;
    await trainer.step();
    await waitFor(() => expect(textOf(within(map, '.sub'))).toMatch(/after 1 of/), PATIENT);
  },
};

/** A network from a file that the reader has: here one that was exported a moment ago. */
export const ImportedModel: Story = {
  args: { model: 'story-saliency-imported' },
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    const exported = acquireSession('story-saliency-exported', { width: 0.0625, seed: 4 });
    const archive = await exported.session.exportModel();
    await waitFor(() => expect(map.session).toBeDefined());
    await map.session!.importModel([new File([archive], 'mine.zip')]);
    await drawn(map);
    await waitFor(() => expect(textOf(within(map, '.sub'))).toMatch(/^mine\.zip/), PATIENT);
    exported.release();
  },
};

/** A picture of the reader's, as the network sees it. It never leaves the page. */
export const OwnImage: Story = {
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await drawn(map);
    await userEvent.click(button(map, 'Choose image'));
    await waitFor(() => button(map, 'File'));
    await userEvent.click(button(map, 'File'));
    await waitFor(() => within(map, 'input[type=file]'));
    await userEvent.upload(
      within(map, '.picker input[type=file]'),
      new File([await drawnCar()], 'my-car.png', { type: 'image/png' }),
    );
    await waitFor(() => expect(textOf(within(map, '.sub'))).toMatch(/my-car\.png/), PATIENT);
  },
};

/** An element over a model in memory. */
const sample =
  (prepare: (session: ExplainingSession) => void) =>
  (args: Args): SaliencyMap => {
    const session = new ExplainingSession();
    prepare(session);
    const map = element({ ...args, model: undefined });
    map.session = session;
    return map;
  };
const sessionOf = (map: SaliencyMap): ExplainingSession => map.session as ExplainingSession;

/** What waits is drawn on purpose: the figure itself, and words. */
export const Waiting: Story = {
  render: sample((session) => session.hold()),
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(says(mapIn(canvasElement), 'finding')).toBe('The image is on its way.'));
  },
};

/** An empty class map is said, not painted over. */
export const NoPositiveEvidence: Story = {
  args: { method: 'grad-cam' },
  render: sample((session) => {
    session.alter = (attribution) => ({ ...attribution, map: { data: new Float32Array(1024), shape: [32, 32] } });
  }),
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await drawn(map);
    await waitFor(() => expect(says(map, 'finding')).toMatch(/there is no positive evidence/));
  },
};

/** A failure speaks where the finding speaks, and says what a press will do. */
export const DeviceLost: Story = {
  render: sample((session) => {
    const error = new KitError('device-lost', 'The GPU was lost. The model is safe; its maps are computed anew.');
    session.failures.set('attribution.explain', error);
  }),
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await waitFor(() => expect(says(map, 'error')).toMatch(/The GPU was lost/));
    sessionOf(map).failures.clear();
    await userEvent.click(button(map, 'Go on'));
    await drawn(map);
  },
};

export const ImagesMissing: Story = {
  render: sample((session) => {
    const error = new KitError('fetch-failed', 'test.png could not be loaded: the server answered 404.');
    session.failures.set('dataset.samples', error);
  }),
  play: async ({ canvasElement }) => {
    await waitFor(() => button(mapIn(canvasElement), 'Download again'));
  },
};

/** Where CAM does not apply, the way out is a press away. */
export const CamDoesNotApply: Story = {
  args: { method: 'cam' },
  render: sample((session) => {
    session.alter = (attribution) => {
      if (attribution.settings.method !== 'cam') return attribution;
      throw new KitError('invalid-argument', 'CAM needs a network that ends in a spatial mean and one dense layer.');
    };
  }),
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await waitFor(() => button(map, 'Use Grad-CAM instead'));
    await userEvent.click(button(map, 'Use Grad-CAM instead'));
    await drawn(map);
  },
};

/** Values that can't be used: the last good ones stay, and the element says which was wrong. */
export const WrongAttributes: Story = {
  args: { method: 'tea-leaves', images: '-3', sigma: 'loud' },
  render: sample(() => undefined),
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await waitFor(() => expect(all(map, '[part=error]')).toHaveLength(3));
    await drawn(map);
  },
};

/** Everything that is closed by default. */
export const EverythingOpen: Story = {
  args: { method: 'integrated-gradients' },
  render: sample(() => undefined),
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await drawn(map);
    for (const label of ['How it is computed', 'Numbers as a table', 'All settings', 'Choose image']) {
      await userEvent.click(button(map, label));
    }
    await waitFor(() => expect(all(map, '#panel-numbers table')).toHaveLength(2));
    await waitFor(() => expect(all(map, '.picker .samples button')).toHaveLength(20));
    await userEvent.click(button(map, 'Replace the weights'));
    await userEvent.click(button(map, 'Delete and insert'));
    await waitFor(() => expect(all(map, '[part=chart]')).toHaveLength(2));
  },
};

/** Each element answers to its own width, not to the window’s. */
export const Narrow280: Story = {
  args: { images: 3, compare: '' },
  render: (args) => html`<div style="width: 280px">${sample(() => undefined)(args)}</div>`,
  play: async ({ canvasElement }) => {
    const map = mapIn(canvasElement);
    await waitFor(() => expect(all(map, '.gallery .pick')).toHaveLength(3));
    await expect(map.scrollWidth).toBeLessThanOrEqual(280);
  },
};

/** The element follows the page’s `color-scheme`, its maps too. */
export const Dark: Story = {
  args: { images: 6, compare: '' },
  render: (args) =>
    html`<div style="color-scheme: dark; background: #15171b; padding: 24px">${sample(() => undefined)(args)}</div>`,
  play: async ({ canvasElement }) => {
    await drawn(mapIn(canvasElement));
  },
};

/** In a right-to-left page the layout mirrors; pictures and English sentences do not. */
export const RightToLeft: Story = {
  render: (args) => html`<div dir="rtl">${sample(() => undefined)(args)}</div>`,
  play: async ({ canvasElement }) => {
    await drawn(mapIn(canvasElement));
  },
};
