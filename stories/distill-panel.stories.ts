/**
 * `<distill-panel>` in its states. The stories that train do it for real, for a few steps; the others show models in
 * memory.
 */
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../components/distill-panel/define.js';
import type { DistillPanel } from '../components/distill-panel/distill-panel.js';
import { acquireSession, KitError } from '../core/index.js';
import { button, textOf, within } from './support/in-element.js';
import { SampleLesson, type SampleLessonOptions } from './support/sample-lesson.js';

type Args = Record<string, unknown>;

const ATTRIBUTES = [
  'teacher',
  'student',
  'architecture',
  'width',
  'temperature',
  'mode',
  'weight',
  'dataset',
  'recipe',
  'epochs',
  'batch-size',
  'learning-rate',
  'augment',
  'seed',
  'backend',
  'image',
  'ready',
] as const;

function element(args: Args): DistillPanel {
  const panel = document.createElement('distill-panel');
  for (const name of ATTRIBUTES) {
    const value = args[name];
    if (value !== undefined && value !== null && value !== '') panel.setAttribute(name, String(value));
  }
  panel.toggleAttribute('separate-crops', args['separate-crops'] === true);
  return panel;
}

/** The panel over models in memory. */
const sample = (options: SampleLessonOptions, change: (lesson: SampleLesson) => void = () => {}): Story => ({
  render: () => {
    const lesson = new SampleLesson(options);
    change(lesson);
    return html`<distill-panel .lessons=${lesson} image="3" ready="none"></distill-panel>`;
  },
});

const panelIn = (canvas: HTMLElement): DistillPanel => canvas.querySelector('distill-panel')!;
const says = (panel: DistillPanel, part: string) => textOf(within(panel, part)).replaceAll('\u00a0', ' ');
/** A device that others use too may take its time. */
const PATIENT = { timeout: 45_000 };

const meta: Meta<Args> = {
  title: 'Elements/distill-panel',
  component: 'distill-panel',
  argTypes: Object.fromEntries(['lessons', 'results'].map((name) => [name, { control: false }])),
  render: element,
  parameters: {
    docs: {
      description: {
        component:
          'What can a big network teach a small one? Shows what a teacher knows beyond the label, trains a student with ' +
          'the teacher and the same student without it side by side, on the same batches, and says what the teacher was ' +
          'worth, with its uncertainty. Before anybody trains it shows what was measured when the shipped networks were ' +
          'trained.\n\n' +
          '**Three live models.** `teacher`, `student` and “`student` alone” are models of the page: other elements may ' +
          'follow each of them by its name.',
      },
    },
  },
};
export default meta;
type Story = StoryObj<Args>;

/** As a page has it without any attribute: the shipped baseline-slim, asked about the first held-out image. */
export const Default: Story = {
  play: async ({ canvasElement }) => {
    const panel = panelIn(canvasElement);
    await waitFor(() => expect(says(panel, '[part=knowledge]')).toMatch(/At T = 5 the teacher (adds|takes)/), PATIENT);
    await waitFor(() => expect(within(panel, '[part=gradients]')).toBeTruthy(), PATIENT);
  },
};

/** Results of the shipped networks, read from what their files say of themselves, without their weights. */
export const ReadyResults: Story = {
  render: () => html`<distill-panel .lessons=${new SampleLesson()} image="3"></distill-panel>`,
  play: async ({ canvasElement }) => {
    const panel = panelIn(canvasElement);
    await waitFor(
      () =>
        expect(says(panel, '[part=effect]')).toMatch(
          /On 10,000 test images the teacher is worth \d\.\d points \(95 % interval \+\d\.\d to \+\d\.\d\)/,
        ),
      PATIENT,
    );
    await expect(says(panel, '[part=bill]')).toMatch(/7\.79 M/);
  },
};

/** The slider softens what the teacher says; nothing is computed anew. */
export const TemperatureExplorer: Story = {
  ...sample({}),
  play: async ({ canvasElement, step }) => {
    const panel = panelIn(canvasElement);
    await waitFor(() => expect(says(panel, '[part=knowledge]')).toMatch(/At T = 5/), PATIENT);
    const slider = within<HTMLInputElement>(panel, '[part=knowledge] input');
    await step('moved, it softens', async () => {
      slider.value = '20';
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await waitFor(() => expect(says(panel, '[part=knowledge] table')).toMatch(/T = 20, 3\.\d\d bits/));
    });
    await step('left alone, the next run takes it over', async () => {
      slider.dispatchEvent(new Event('change', { bubbles: true }));
      await waitFor(() => expect(panel.temperature).toBe(20));
      await expect((panel.lessons as SampleLesson).snapshot.rule.temperature).toBe(20);
    });
    await step('the limit is near', async () => {
      await waitFor(() => expect(says(panel, '[part=gradients]')).toMatch(/by \d+ % of the limit’s length/), PATIENT);
    });
  },
};

/** Half of the run is done. */
export const Training: Story = {
  ...sample({ done: 0.5 }),
  play: async ({ canvasElement }) => {
    const panel = panelIn(canvasElement);
    await waitFor(() => expect(within(panel, '[part=calibration]')).toBeTruthy(), PATIENT);
    await expect(says(panel, '[part=effect]')).toMatch(/1,000 held-out images, after step/);
    await userEvent.click(button(panel, 'Pause'));
    await expect((panel.lessons as SampleLesson).requests).toEqual(['pause']);
  },
};

/** The last step is done, and the teacher made no difference that could be told from chance. */
export const NotDistinguishable: Story = {
  ...sample({ done: 1, worth: 0.3 }),
  play: async ({ canvasElement }) => {
    const panel = panelIn(canvasElement);
    await waitFor(() => expect(says(panel, '[part=effect]')).toMatch(/not distinguishable/), PATIENT);
    await userEvent.click(button(panel, 'How it is computed'));
    await waitFor(() => expect(within(panel, '#panel-how math')).toBeTruthy(), PATIENT);
  },
};

/** A teacher of other classes can't teach. */
export const Mismatch: Story = {
  ...sample({}, (lesson) => lesson.teacher.show({ classNames: ['cat', 'dog', 'ship'] })),
  play: async ({ canvasElement }) => {
    const panel = panelIn(canvasElement);
    await waitFor(
      () => expect(says(panel, '[part=error]')).toMatch(/tells 3 classes apart and the student 10/),
      PATIENT,
    );
  },
};

/** Training failed; both students are back where they last were. */
export const Diverged: Story = {
  ...sample({ done: 0.4, phase: 'failed' }, (lesson) => {
    const error = new KitError(
      'diverged',
      'Training diverged at step 252: its numbers have grown past all bounds. Both students are back after step 234.',
    );
    lesson.student.show({ error });
  }),
  play: async ({ canvasElement }) => {
    const panel = panelIn(canvasElement);
    await waitFor(() => expect(says(panel, '[part=error]')).toMatch(/Retry at 0\.02/), PATIENT);
  },
};

/** A live model of the page teaches: here one that nobody trained. The students learn for real, for some steps. */
export const OwnTeacher: Story = {
  args: {
    teacher: 'story-teacher',
    student: 'story-student',
    architecture: 'baseline',
    width: 0.0625,
    'batch-size': 8,
    epochs: 0.005,
    ready: 'none',
  },
  render: (args) => {
    acquireSession('story-teacher', { width: 0.0625, seed: 4 });
    return element(args);
  },
  play: async ({ canvasElement }) => {
    const panel = panelIn(canvasElement);
    await waitFor(() => expect(button(panel, 'Train both students')).toBeTruthy(), PATIENT);
    await userEvent.click(button(panel, 'Train both students'));
    await waitFor(() => expect(panel.results?.source).toBe('live'), PATIENT);
    await waitFor(() => expect(says(panel, '[part=effect]')).toMatch(/held-out images, after step 3/), PATIENT);
  },
};
