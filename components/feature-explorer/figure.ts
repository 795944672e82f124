/**
 * What the element looks like: head, controls, image and sheet, finding, what stands below, foot. It holds what belongs
 * to looking (which panel is open), never what belongs to the model.
 */
import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import { KitError } from '../../core/index.js';
import { baseStyles } from '../shared/base.styles.js';
import { renderBusy } from '../shared/busy-line.js';
import { busyStyles } from '../shared/busy-line.styles.js';
import { classColors } from '../shared/class-colors.js';
import { controlStyles } from '../shared/controls.styles.js';
import { Deferred } from '../shared/deferred.js';
import { deferredPicker } from '../shared/deferred-picker.js';
import { deviceStyles } from '../shared/device.styles.js';
import { Foot } from '../shared/foot.js';
import { footStyles } from '../shared/foot.styles.js';
import { renderHead } from '../shared/head.js';
import { heatMapStyles } from '../shared/heat-map.styles.js';
import type { ImagePicker, PickerClient } from '../shared/image-picker.js';
import { addStyles } from '../shared/late-styles.js';
import { pictureStyles } from '../shared/picture.styles.js';
import { subject } from '../shared/subject.js';
import { tokens } from '../shared/tokens.js';
import type { Below } from './below.js';
import type { BesideQuestions } from './beside-questions.js';
import { renderControls } from './controls.js';
import type * as Details from './details.js';
import type { ExportKind } from './exports.js';
import { explorerStyles } from './feature-explorer.styles.js';
import { finding, renderFinding } from './finding.js';
import type * as Pictures from './pictures.js';
import type { Questions } from './questions.js';
import type { Actions, Beside, View } from './view.js';
import { titleOf } from './words.js';

/** The figure's places, waiting. */
const BLANK = html`<div class="fx">
  <div class="one"><div class="blank"></div></div>
  <div class="blank wide"></div>
</div>`;

export class ExplorerFigure {
  static readonly styles = [
    tokens,
    classColors,
    baseStyles,
    controlStyles,
    deviceStyles,
    busyStyles,
    pictureStyles,
    heatMapStyles,
    footStyles,
    explorerStyles,
  ];

  readonly #host: LitElement;
  readonly #actions: Actions;
  readonly #foot: Foot;
  readonly #picker: Deferred<ImagePicker>;
  /** Nothing of it can be drawn before the network has answered. */
  readonly #pictures: Deferred<typeof Pictures>;
  readonly #below: Deferred<Below>;
  readonly #details: Deferred<typeof Details>;
  #deviceOpen = false;
  #pickerAsked = false;
  #belowAsked = false;

  constructor(
    host: LitElement,
    actions: Actions,
    questions: Questions,
    picker: PickerClient,
    failed: (error: unknown) => void,
  ) {
    this.#host = host;
    this.#actions = actions;
    this.#foot = new Foot(host, failed);
    this.#picker = deferredPicker(host, picker, failed);
    this.#pictures = new Deferred(host, () => import('./pictures.js'), failed);
    this.#below = new Deferred(
      host,
      async () => new (await import('./below.js')).Below(host, actions, questions),
      failed,
    );
    this.#details = new Deferred(
      host,
      async () => {
        const details = await loadDetails();
        addStyles(host, details.styles);
        return details;
      },
      failed,
    );
  }

  /** Resolves when no part of the figure is on its way. */
  get settled(): Promise<unknown> {
    return Promise.all([this.#pictures.settled, this.#below.settled, this.#details.settled, this.#picker.settled]);
  }

  /** What is asked besides, once it is here. */
  get asked(): BesideQuestions | undefined {
    return this.#belowAsked ? this.#below.value?.questions : undefined;
  }

  /** Points have moved; nothing else has changed. */
  paint(beside: Beside): void {
    if (this.#belowAsked) this.#below.value?.paint(beside);
  }

  render(view: View, beside: Beside, problems: readonly TemplateResult[]): TemplateResult {
    const { snapshot, looked } = view;
    const title = titleOf(view.layer);
    return html`<div class="el" part="base" role="group" aria-label=${title} aria-busy=${view.busy !== undefined}>
      ${view.ramps.render()}
      ${renderHead(
        { title, device: snapshot.device, subject: subject(snapshot, looked?.step ?? snapshot.step, view.picked) },
        { open: this.#deviceOpen, toggle: () => this.#toggleDevice() },
      )}
      <div id="why" ?hidden=${!this.#deviceOpen}>
        ${this.#deviceOpen ? (this.#details.value?.renderDeviceNote(snapshot) ?? nothing) : nothing}
      </div>
      ${renderControls(
        view,
        { open: this.#pickerAsked && this.#picker.value?.open === true, toggle: () => this.#togglePicker() },
        this.#actions,
      )}
      ${this.#pickerAsked ? this.#picker.value?.render('picker') : nothing}
      ${renderBusy(view.busy, 'Computing the layer')}
      ${this.#pictures.value?.renderPictures(view, this.#actions) ?? BLANK}
      <div class="say">${problems} ${renderFinding(finding(view))}</div>
      ${this.#renderBelow(view, beside)} ${this.#footOf(view, beside)}
    </div>`;
  }

  /** After the first answer; then it stays, whatever is waited for. */
  #renderBelow(view: View, beside: Beside): unknown {
    this.#belowAsked ||= view.looked !== undefined;
    return this.#belowAsked ? (this.#below.value?.render(view, beside) ?? nothing) : nothing;
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

  #footOf(view: View, beside: Beside): TemplateResult {
    const panel = (render: (details: typeof Details) => unknown) => () => {
      const details = this.#details.value;
      return details === undefined ? nothing : render(details);
    };
    const give = (label: string, detail: string, kind: ExportKind, apart = false) => ({
      label,
      detail,
      apart,
      run: async () => {
        const { exportFigure } = await loadDetails();
        await exportFigure(kind, view, beside, this.#host);
      },
    });
    return this.#foot.render(
      [
        { id: 'how', label: 'How it is computed', content: panel((d) => d.renderExplanation(view, beside)) },
        {
          id: 'numbers',
          label: 'Numbers as a table',
          kind: 'plain',
          content: panel((d) => d.renderNumbers(view, beside)),
        },
        {
          id: 'settings',
          label: 'All settings',
          kind: 'plain',
          content: panel((d) => d.renderSettings(view, this.#actions)),
        },
      ],
      view.looked === undefined
        ? []
        : [
            give('Sheet', 'PNG', 'png'),
            give('Activations', 'CSV', 'csv'),
            give('All numbers', 'JSON', 'json'),
            ...(beside.surveyed === undefined ? [] : [give('Strongest patches', 'CSV', 'patches-csv')]),
            ...(beside.space?.inCodes.frame === undefined ? [] : [give('Space of codes', 'CSV', 'space-csv')]),
            give('Copy the tag', 'HTML', 'tag', true),
          ],
    );
  }
}

/** @throws KitError fetch-failed */
async function loadDetails(): Promise<typeof Details> {
  try {
    return await import('./details.js');
  } catch (cause) {
    const sentence = 'A part of this figure could not be loaded. Check the connection and try again.';
    throw new KitError('fetch-failed', sentence, { cause });
  }
}
