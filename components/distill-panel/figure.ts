/**
 * What the panel looks like: head, controls, the teacher's dark knowledge, the lesson, the bill, foot, in this order in
 * every state. It holds what belongs to looking (which panel is open), never what belongs to the models.
 */
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '../shared/base.styles.js';
import { controlStyles } from '../shared/controls.styles.js';
import { Deferred } from '../shared/deferred.js';
import { deferredPicker } from '../shared/deferred-picker.js';
import { deviceStyles } from '../shared/device.styles.js';
import type { FigurePicture } from '../shared/figure-picture.js';
import { Foot } from '../shared/foot.js';
import { footStyles } from '../shared/foot.styles.js';
import { renderHead } from '../shared/head.js';
import type { ImagePicker, PickerClient } from '../shared/image-picker.js';
import { addStyles } from '../shared/late-styles.js';
import { pictureStyles } from '../shared/picture.styles.js';
import { tokens } from '../shared/tokens.js';
import { progressWords, renderProgress } from '../shared/train-progress.js';
import { progressStyles } from '../shared/train-progress.styles.js';
import { renderControls } from './controls.js';
import { renderDarkKnowledge } from './dark-knowledge.js';
import type * as Details from './details.js';
import { panelStyles } from './distill-panel.styles.js';
import type { ExportKind } from './exports.js';
import { knowledgeSentence, lessonSentence, textOf } from './finding.js';
import type { Lesson } from './lesson.js';
import type { Actions, LessonView, View } from './view.js';
import { subjectLine, TITLE } from './words.js';

/** What the figure shows besides the view. */
export interface Surroundings {
  /** Boxes for what is wrong. */
  readonly problems: readonly TemplateResult[];
  /** Images per second, as last measured for these networks on this device. */
  readonly lastSpeed: number | undefined;
  /** Somebody may soon see it. */
  readonly near: boolean;
}

export class PanelFigure {
  static readonly styles = [
    tokens,
    baseStyles,
    controlStyles,
    deviceStyles,
    pictureStyles,
    footStyles,
    progressStyles,
    panelStyles,
  ];

  readonly #host: LitElement;
  readonly #actions: Actions;
  readonly #foot: Foot;
  readonly #picker: Deferred<ImagePicker>;
  readonly #lesson: Deferred<Lesson>;
  readonly #details: Deferred<typeof Details>;
  #deviceOpen = false;
  #pickerAsked = false;
  #wanted = false;

  constructor(host: LitElement, actions: Actions, client: PickerClient, failed: (error: unknown) => void) {
    this.#host = host;
    this.#actions = actions;
    this.#foot = new Foot(host, failed);
    this.#picker = deferredPicker(host, client, failed);
    this.#lesson = new Deferred(host, async () => new (await import('./lesson.js')).Lesson(host), failed);
    this.#details = new Deferred(
      host,
      async () => {
        const details = await import('./details.js');
        addStyles(host, [details.styles]);
        return details;
      },
      failed,
    );
  }

  /** Resolves when no part of the figure is on its way. */
  get settled(): Promise<unknown> {
    return Promise.all([this.#lesson.settled, this.#details.settled, this.#picker.settled]);
  }

  render(view: View, around: Surroundings): TemplateResult {
    const { student, teacher } = view;
    return html`<div class="el" part="base" role="group" aria-label=${TITLE}>
      ${renderHead(
        { title: TITLE, device: student.device ?? teacher.device, subject: subjectLine(teacher, student) },
        { open: this.#deviceOpen, toggle: () => this.#toggleDevice() },
      )}
      <div id="why" ?hidden=${!this.#deviceOpen}>
        ${this.#deviceOpen ? (this.#details.value?.renderDeviceNote(student.device ? student : teacher) ?? nothing) : nothing}
      </div>
      ${renderControls(view, { open: this.#pickerAsked && this.#picker.value?.open === true, toggle: () => this.#togglePicker() }, this.#actions)}
      ${renderProgress(progressWords(student, around.lastSpeed, false))}
      ${this.#pickerAsked ? this.#picker.value?.render('picker') : nothing} ${around.problems}
      ${renderDarkKnowledge(view, this.#actions)} ${this.#below(view, around)} ${this.#footOf(view)}
    </div>`;
  }

  /** Room is kept for it until it is here. */
  #below(view: View, { near }: Surroundings): TemplateResult {
    this.#wanted ||= near;
    const lesson = this.#wanted ? this.#lesson.value : undefined;
    return lesson && hasResults(view) ? lesson.render(view) : html`<div class="coming"></div>`;
  }

  #toggleDevice(): void {
    this.#deviceOpen = !this.#deviceOpen;
    this.#host.requestUpdate();
  }

  #togglePicker(): void {
    if (this.#pickerAsked) this.#picker.value?.toggle();
    this.#pickerAsked = true;
    this.#host.requestUpdate();
  }

  #footOf(view: View): TemplateResult {
    if (!hasResults(view)) return this.#foot.render([], []);
    const panel = (render: (details: typeof Details) => unknown) => () => {
      const details = this.#details.value;
      return details === undefined ? nothing : render(details);
    };
    const give = (label: string, detail: string, kind: ExportKind, apart = false) => ({
      label,
      detail,
      apart,
      run: async () => {
        void this.#details.value;
        await this.#details.settled;
        await this.#details.value?.exportPanel(kind, view, this.#host.localName, () => this.#picture(view));
      },
    });
    return this.#foot.render(
      [
        { id: 'how', label: 'How it is computed', content: panel((d) => d.renderExplanation(view)) },
        { id: 'numbers', label: 'Numbers as a table', kind: 'plain', content: panel((d) => d.renderNumbers(view)) },
        {
          id: 'settings',
          label: 'All settings',
          kind: 'plain',
          content: panel((d) => d.renderSettings(view, this.#actions)),
        },
      ],
      [
        give('Picture', 'PNG, 2 ×', 'png'),
        give('Drawing', 'SVG', 'svg'),
        give('Numbers', 'CSV', 'csv'),
        give('Every step', 'CSV', 'steps'),
        give('Run log', 'JSON', 'json'),
        give('Copy the tag', 'HTML', 'tag', true),
      ],
    );
  }

  #picture(view: LessonView): FigurePicture {
    return {
      title: TITLE,
      charts: this.#lesson.value?.charts ?? [],
      notes: [textOf(knowledgeSentence(view)), textOf(lessonSentence(view)), subjectLine(view.teacher, view.student)],
      host: this.#host,
    };
  }
}

const hasResults = (view: View): view is LessonView => view.results !== undefined;
