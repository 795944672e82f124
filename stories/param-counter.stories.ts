/**
 * `<param-counter>` part by part, with the deep networks, given specifications and live models. Every number in these
 * stories is counted; only the accuracy of the sample model is invented.
 */
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../components/model-trainer/define.js';
import '../components/param-counter/define.js';
import type { ParamCounter } from '../components/param-counter/param-counter.js';
import type { ArchitectureSpec } from '../core/index.js';
import { FakeSession } from './support/fake-session.js';
import { all, button, textOf, within } from './support/in-element.js';

type Args = Record<string, unknown>;

const ATTRIBUTES = ['architectures', 'model', 'width', 'input-size', 'network', 'layer', 'filter'] as const;

function counterWith(args: Args): ParamCounter {
  const counter = document.createElement('param-counter');
  for (const name of ATTRIBUTES) {
    const value = args[name];
    if (value !== undefined && value !== null && value !== '') counter.setAttribute(name, String(value));
  }
  counter.quiz = args['quiz'] === true;
  return counter;
}

const counterIn = (canvas: HTMLElement): ParamCounter => canvas.querySelector('param-counter')!;
const says = (counter: ParamCounter, part: string) =>
  textOf(within(counter, `[part=${part}]`)).replaceAll(/[\u00a0\u2009]/g, ' ');
const selected = (counter: ParamCounter) => textOf(within(counter, 'tr.on th')).replaceAll('\u00a0', ' ');

/** Sets a field or a slider as a reader does; the simulated keyboard reaches neither inside an element. */
function enter(counter: ParamCounter, selector: string, value: string): void {
  const input = within<HTMLInputElement>(counter, selector);
  input.focus();
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
}

/** Waits for everything that loads, then reads the totals. */
async function totals(canvas: HTMLElement): Promise<string> {
  const counter = counterIn(canvas);
  await counter.updateComplete;
  return says(counter, 'totals');
}

const meta: Meta<Args> = {
  title: 'Elements/param-counter',
  component: 'param-counter',
  render: counterWith,
  argTypes: Object.fromEntries(['session', 'specs'].map((name) => [name, { control: false }])),
  parameters: {
    docs: {
      description: {
        component:
          'Counts the parameters, multiply–adds, memory and receptive field of convolutional networks, layer by layer, ' +
          'and shows the arithmetic: published architectures by name, any architecture as data, or a live model of the ' +
          'page. Nothing is downloaded but the description, and nothing computes.',
      },
    },
  },
};
export default meta;
type Story = StoryObj<Args>;

/** The two networks of the TMLSS practical, side by side. */
export const Default: Story = {
  play: async ({ canvasElement }) => {
    const words = await totals(canvasElement);
    for (const number of ['7,790,794', '1,165,962', '322,638,848', '58,438,656']) await expect(words).toContain(number);
    await expect(says(counterIn(canvasElement), 'finding')).toMatch(
      /^Against baseline, mobilenet has 6\.7 times fewer/,
    );
  },
};

/** Width and image size are sliders; everything follows at once. */
export const Sliders: Story = {
  args: { width: 0.5, 'input-size': 24 },
  play: async ({ canvasElement, step }) => {
    const counter = counterIn(canvasElement);
    await totals(canvasElement);
    await step('moving the width moves the totals', async () => {
      enter(counter, '#width', '0.625');
      await waitFor(() => expect(counter.width).toBe(0.625));
    });
    await step('back at full width, 24 pixels need 181,486,592 multiply–adds', async () => {
      counter.width = 1;
      await expect(await totals(canvasElement)).toContain('181,486,592');
    });
  },
};

/** A table that sorts by its heads and is walked with the arrow keys. */
export const LayerTable: Story = {
  play: async ({ canvasElement, step }) => {
    const counter = counterIn(canvasElement);
    await totals(canvasElement);
    await step('arrow keys choose a row', async () => {
      within(counter, 'tr.on button').focus();
      await userEvent.keyboard('{ArrowUp}{ArrowUp}');
      await waitFor(() => expect(selected(counter)).toBe('conv 7'));
      await expect(says(counter, 'by-hand')).toContain('590,336');
    });
    await step('a head sorts', async () => {
      await userEvent.click(button(counter, 'multiply–adds'));
      await waitFor(() => expect(textOf(within(counter, 'tbody th')).replaceAll('\u00a0', ' ')).toBe('conv 1'));
    });
  },
};

/** Can you obtain this number by hand? The notebook’s question, with an answer that is checked. */
export const Quiz: Story = {
  args: { quiz: true, layer: 'conv3' },
  play: async ({ canvasElement, step }) => {
    const counter = counterIn(canvasElement);
    await totals(canvasElement);
    const answer = async (value: string) => {
      enter(counter, '#answer', value);
      await userEvent.click(button(counter, 'Check'));
    };
    await step('a wrong answer is told what it forgot', async () => {
      await answer('147,456');
      await waitFor(() => expect(textOf(within(counter, '#verdict'))).toMatch(/the kernel’s weights/));
    });
    await step('the right one is written out', async () => {
      await answer('147,712');
      await waitFor(() => expect(textOf(within(counter, '#verdict'))).toBe('✓ Right: 147,712.'));
    });
  },
};

/** What a convolution would cost if it were split, squeezed, or not shared. */
export const SeparableBill: Story = {
  args: { architectures: 'mobilenet', layer: 'dw5' },
  play: async ({ canvasElement }) => {
    await totals(canvasElement);
    const bill = says(counterIn(canvasElement), 'bill');
    await expect(bill).toContain('dw 5 and its partner, built otherwise');
    await expect(bill).toContain('depthwise, then 1 × 1 as it is');
  },
};

/** AlexNet’s first layer at a stride of 4: does the filter fit, and which pixels does it cover? */
export const FilterCalculator: Story = {
  args: { filter: '227, 11, 4, 0' },
  play: async ({ canvasElement, step }) => {
    const counter = counterIn(canvasElement);
    await totals(canvasElement);
    await expect(says(counter, 'filter')).toContain('Yes: 55 positions.');
    await step('with a stride of 2, 10 pixels and 3 do not fit', async () => {
      counter.filter = '10, 3, 2, 0';
      await waitFor(() => expect(says(counter, 'filter')).toContain('No: 4.5 positions, half a step is left over.'));
    });
    await step('numbers can be typed', async () => {
      enter(counter, 'input[aria-label^="S:"]', '');
      await waitFor(() => expect(says(counter, 'filter')).toContain('S must be a whole number'));
      enter(counter, 'input[aria-label^="S:"]', '1');
      await waitFor(() => expect(says(counter, 'filter')).toContain('Yes: 8 positions.'));
    });
  },
};

/** A filter with gaps: dilation spreads its taps, and the field grows without a weight more. */
export const DilatedFilter: Story = { args: { filter: '9, 3, 1, 0, 3' } };

/** Everything that a convolution of one network sees, over one photograph. */
export const ReceptiveField: Story = {
  args: { architectures: 'vgg16', layer: 'conv4_3' },
  play: async ({ canvasElement }) => {
    await totals(canvasElement);
    await expect(says(counterIn(canvasElement), 'receptive-field')).toContain('the largest field has 212 px a side');
  },
};

/** Seven years of image recognition: accuracy against parameters and work. */
export const AccuracyAgainstCost: Story = {
  args: { architectures: 'alexnet vgg16 googlenet resnet50 densenet121 squeezenet mobilenet-v1' },
  play: async ({ canvasElement }) => {
    const counter = counterIn(canvasElement);
    await totals(canvasElement);
    await expect(says(counter, 'finding')).toContain('Of these seven, SqueezeNet has the fewest parameters');
    await expect(says(counter, 'chart')).toContain('DenseNet-121 74.4 %');
    enter(counter, '.probe', '1');
    await waitFor(() => expect(within(counter, '.probe').getAttribute('aria-valuetext')).toMatch(/^MobileNet V1/));
  },
};

/** A story for one network that says its published count. */
const published = (architectures: string, ...numbers: readonly string[]): Story => ({
  args: { architectures },
  play: async ({ canvasElement }) => {
    const words = await totals(canvasElement);
    for (const number of numbers) await expect(words).toContain(number);
    await expect(all(counterIn(canvasElement), '[part=error]')).toHaveLength(0);
  },
});

/** 1998, with all of C3’s connections. */
export const LeNet5 = published('lenet5', '61,706', '416,520');
/** 2012: two towers as two channel groups, beside the single tower of 2014. */
export const AlexNet = published('alexnet alexnet-one-tower', '60,965,224', '61,100,840');
/** 2014: most parameters are in one dense layer, most work is not. */
export const Vgg = published('vgg16 vgg19', '138,357,544', '143,667,240', '15,470,264,320');
/** 2014: inception modules. */
export const GoogLeNet = published('googlenet googlenet-bn', '6,998,552', '6,624,904');
/** 2015: residual blocks, with and without a bottleneck. */
export const ResNet = published('resnet18 resnet50', '11,689,512', '25,557,032');
/** The same parameters, another place for the stride: more work, a smaller field. */
export const ResNetVariants = published('resnet50 resnet50-v1.5', '3,857,973,248', '4,089,184,256');
/** 2016: thirty-two groups. */
export const ResNeXt = published('resnet50 resnext50', '25,028,904');
/** 2016: every layer reads all before it. */
export const DenseNet = published('densenet121', '7,978,856');
/** 2017: a gate for each channel. */
export const SENet = published('resnet50 se-resnet50', '28,088,024');
/** 2016 and 2017: small on purpose. */
export const SmallNetworks = published('squeezenet mobilenet-v1', '1,248,424', '4,231,976', '568,740,352');
/** The baseline with every convolution but the first split in two. */
export const SeparableTwin = published('baseline separable-twin', '902,090', '39,306,240');

/** Blocks of a deep network fold; the one that holds the selected layer is open. */
export const FoldedBlocks: Story = {
  args: { architectures: 'resnet50' },
  play: async ({ canvasElement, step }) => {
    const counter = counterIn(canvasElement);
    await totals(canvasElement);
    const fold = button(counter, 'stage 2 / block 1');
    await step('Right opens, Left folds', async () => {
      fold.focus();
      await userEvent.keyboard('{ArrowRight}');
      await waitFor(() => expect(fold).toHaveAttribute('aria-expanded', 'true'));
      await userEvent.keyboard('{ArrowLeft}');
      await waitFor(() => expect(fold).toHaveAttribute('aria-expanded', 'false'));
    });
  },
};

const MINE: ArchitectureSpec = {
  name: 'mine',
  inputShape: [28, 28, 1],
  layers: [
    { name: 'wide', type: 'conv2d', filters: 16, kernelSize: 5, padding: 'same' },
    { name: 'wide relu', type: 'relu' },
    { name: 'pool', type: 'maxPool2d', poolSize: 2 },
    { name: 'left', type: 'conv2d', filters: 16, kernelSize: 3, padding: 'same', dilation: 2, inputs: ['pool'] },
    { name: 'right', type: 'conv2d', filters: 16, kernelSize: 1, inputs: ['pool'] },
    { name: 'both', type: 'concatenate', inputs: ['left', 'right'] },
    { name: 'own eyes', type: 'locallyConnected2d', filters: 4, kernelSize: 3 },
    { name: 'flat', type: 'flatten' },
    { name: 'answer', type: 'dense', units: 10 },
  ],
};

/** Any architecture as data: branches, dilation, a locally connected layer that shares nothing. */
export const OwnSpecification: Story = {
  render: () => {
    const counter = document.createElement('param-counter');
    counter.specs = [MINE];
    return counter;
  },
  play: async ({ canvasElement }) => {
    await expect(await totals(canvasElement)).toContain('175,242');
    await expect(says(counterIn(canvasElement), 'by-hand')).toContain('positions, none shared');
  },
};

/** A specification with five faults: each is named at its layer, and the rest is counted. */
export const FaultySpecification: Story = {
  render: () => {
    const counter = document.createElement('param-counter');
    const layers = [
      { name: 'first', type: 'conv2d', filters: 32, kernelSize: 3, padding: 'same' },
      { name: 'unknown', type: 'conv4d' },
      { name: 'million', type: 'conv2d', filters: 1_000_000, kernelSize: 3 },
      { name: 'hen', type: 'conv2d', filters: 32, kernelSize: 3, padding: 'same', inputs: ['egg'] },
      { name: 'egg', type: 'conv2d', filters: 32, kernelSize: 3, padding: 'same' },
      { name: 'too large', type: 'conv2d', filters: 64, kernelSize: 40, inputs: ['egg'] },
      { name: 'join', type: 'add', inputs: ['too large', 'nobody'] },
      { name: 'mean', type: 'globalAveragePooling2d' },
      { name: 'answer', type: 'dense', units: 10 },
    ] as unknown as ArchitectureSpec['layers'];
    counter.specs = [{ name: 'faulty', inputShape: [32, 32, 3], layers }];
    return counter;
  },
  play: async ({ canvasElement }) => {
    await totals(canvasElement);
    const counter = counterIn(canvasElement);
    await expect(all(counter, 'tr.fault')).toHaveLength(4);
    await expect(says(counter, 'finding')).toContain('Four faults are marked in faulty');
  },
};

/** Values that cannot be used: said in the element’s own box, the last good state stays. */
export const RefusedValues: Story = {
  args: { width: 'wide', layer: 'conv99', filter: '10, 3' },
  play: async ({ canvasElement }) => {
    await totals(canvasElement);
    await expect(all(counterIn(canvasElement), '[part=error]')).toHaveLength(3);
  },
};

/** A live model of the page, followed without being started. Its accuracy here is invented. */
export const LiveModel: Story = {
  render: () => {
    const counter = document.createElement('param-counter');
    const evaluation = { step: 640, loss: 1.3, accuracy: 0.524, count: 1000, perClass: [], confusion: [] };
    counter.session = new FakeSession({ width: 0.25 }).show({ evaluations: [evaluation] });
    return counter;
  },
  play: async ({ canvasElement }) => {
    await expect(await totals(canvasElement)).toContain('489,274');
    await expect(says(counterIn(canvasElement), 'finding')).toContain('names 52.4 % of 1,000 held-out images');
  },
};

/** Beside a trainer: changing its network changes the count. Nothing trains before it is asked to. */
export const BesideATrainer: Story = {
  render: () =>
    html`<param-counter model="counted-story"></param-counter
      ><model-trainer model="counted-story" style="margin-block-start: 64px"></model-trainer>`,
  play: async ({ canvasElement }) => {
    await waitFor(async () => expect(await totals(canvasElement)).toContain('489,274'));
    canvasElement.querySelector('model-trainer')!.setAttribute('architecture', 'mobilenet');
    canvasElement.querySelector('model-trainer')!.setAttribute('width', '1');
    await waitFor(async () => expect(await totals(canvasElement)).toContain('1,165,962'));
  },
};

/** Before the model that it names exists. */
export const WaitingForAModel: Story = {
  args: { model: 'not-yet' },
  play: async ({ canvasElement }) => {
    const counter = counterIn(canvasElement);
    await waitFor(() => expect(says(counter, 'finding')).toContain('No model called “not-yet” is on this page yet.'));
  },
};

/** The formulas with this row’s numbers, and every number as a table. */
export const OpenPanels: Story = {
  play: async ({ canvasElement }) => {
    const counter = counterIn(canvasElement);
    await totals(canvasElement);
    await userEvent.click(button(counter, 'How it is computed'));
    await userEvent.click(button(counter, 'Numbers as a table'));
    await waitFor(() => expect(textOf(within(counter, '#panel-how'))).toContain('2,360,320'));
    await waitFor(() => expect(all(counter, '#panel-numbers tbody tr')).toHaveLength(35));
  },
};

/** In a column of 280 pixels. */
export const Narrow280: Story = {
  render: (args) => html`<div style="width: 280px">${counterWith(args)}</div>`,
  play: async ({ canvasElement }) => {
    await totals(canvasElement);
    await expect(counterIn(canvasElement).scrollWidth).toBeLessThanOrEqual(280);
  },
};

/** The element follows the page’s `color-scheme`; it paints no ground of its own. */
export const Dark: Story = {
  args: { architectures: 'baseline mobilenet resnet18' },
  render: (args) =>
    html`<div style="color-scheme: dark; background: #15171b; padding: 24px">${counterWith(args)}</div>`,
};

/** In a right-to-left page the layout mirrors; arithmetic and drawings do not. */
export const RightToLeft: Story = {
  render: (args) => html`<div dir="rtl">${counterWith(args)}</div>`,
};

/** The page’s own heading and colours. */
export const Themed: Story = {
  render: (args) => {
    const counter = counterWith(args);
    counter.innerHTML = '<h2 slot="heading">What does a depthwise convolution save?</h2>';
    return html`<div
      style="font-family: Georgia, serif; --convnet-accent: light-dark(#8a2b06, #ffb591); --convnet-accent-soft: light-dark(#fbeae2, #40230f)"
    >
      ${counter}
    </div>`;
  },
};
