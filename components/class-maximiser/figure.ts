/**
 * What the element looks like: head, controls, the image as it changes, finding, all classes, the small change, foot. It
 * holds what belongs to looking (which panel is open), never what belongs to a run.
 */
import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import { KitError } from '../../core/index.js';
import { baseStyles } from '../shared/base.styles.js';
import { busyStyles } from '../shared/busy-line.styles.js';
import { renderBusy } from '../shared/busy-line.js';
import { controlStyles } from '../shared/controls.styles.js';
import { Deferred } from '../shared/deferred.js';
import { deferredPicker } from '../shared/deferred-picker.js';
import { deviceStyles } from '../shared/device.styles.js';
import { Foot } from '../shared/foot.js';
import { footStyles } from '../shared/foot.styles.js';
import { integer, percent } from '../shared/format.js';
import { renderHead } from '../shared/head.js';
import type { ImagePicker, PickerClient } from '../shared/image-picker.js';
import { addStyles } from '../shared/late-styles.js';
import { pictureStyles } from '../shared/picture.styles.js';
import { pixels } from '../shared/pixel-image.js';
import { tokens } from '../shared/tokens.js';
import type { Below } from './below.js';
import { renderControls } from './controls.js';
import type * as Details from './details.js';
import type { ExportKind } from './exports.js';
import { renderFinding } from './finding.js';
import { pixelsOf } from './frames.js';
import { maximiserStyles } from './class-maximiser.styles.js';
import type { Actions, View } from './view.js';
import { answer, largestOf, subjectOf, TITLE } from './words.js';

/** What the page leaves out. */
export interface Parts {
  readonly grid: boolean;
  readonly attack: boolean;
  /** Boxes for what is wrong. */
  readonly problems: readonly TemplateResult[];
}

export class MaximiserFigure {
  static readonly styles = [
    tokens,
    baseStyles,
    controlStyles,
    pictureStyles,
    busyStyles,
    deviceStyles,
    footStyles,
    maximiserStyles,
  ];

  readonly #host: LitElement;
  readonly #actions: Actions;
  readonly #foot: Foot;
  readonly #picker: Deferred<ImagePicker>;
  readonly #below: Deferred<Below>;
  readonly #details: Deferred<typeof Details>;
  #deviceOpen = false;
  #pickerAsked = false;
  #belowAsked = false;

  constructor(host: LitElement, actions: Actions, picker: PickerClient, failed: (error: unknown) => void) {
    this.#host = host;
    this.#actions = actions;
    this.#foot = new Foot(host, failed);
    this.#picker = deferredPicker(host, picker, failed);
    this.#below = new Deferred(host, async () => new (await import('./below.js')).Below(host, actions), failed);
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
    return Promise.all([this.#below.settled, this.#details.settled, this.#picker.settled]);
  }

  render(view: View, parts: Parts): TemplateResult {
    const { snapshot } = view;
    this.#belowAsked ||= view.run.latest !== undefined;
    const below = this.#belowAsked ? this.#below.value : undefined;
    const pickerOpen = this.#pickerAsked && this.#picker.value?.open === true;
    return html`<div class="el" part="base" role="group" aria-label=${TITLE} aria-busy=${view.busy !== undefined}>
      ${renderHead(
        { title: TITLE, device: snapshot.device, subject: subjectOf(view) },
        { open: this.#deviceOpen, toggle: () => this.#toggleDevice() },
      )}
      <div id="why" ?hidden=${!this.#deviceOpen}>
        ${this.#deviceOpen ? (this.#details.value?.renderDeviceNote(snapshot) ?? nothing) : nothing}
      </div>
      ${renderControls(view, { open: pickerOpen, toggle: () => this.#togglePicker() }, this.#actions)}
      ${this.#pickerAsked ? this.#picker.value?.render('picker') : nothing}
      ${renderBusy(view.busy, 'Changing the image')}
      <div class="mx">
        ${this.#renderImage(view)}
        <div class="beside">${below?.renderCharts(view) ?? nothing}</div>
      </div>
      ${below?.renderStrip(view) ?? html`<div class="strip-room"></div>`}
      <div class="say">${parts.problems} ${renderFinding(view)}</div>
      ${parts.grid ? (below?.renderGrid(view) ?? nothing) : nothing}
      ${parts.attack ? (below?.renderAttack(view) ?? nothing) : nothing} ${this.#footOf(view)}
    </div>`;
  }

  #renderImage({ run, snapshot, settings, picked }: View): TemplateResult {
    const { shown, frames } = run;
    const index = shown === undefined ? 0 : Math.max(0, frames.indexOf(shown));
    const picture = shown ? { pixels: pixelsOf(shown.images), index: 0 } : picked && { pixels: picked.pixels };
    const said = shown && answer(shown);
    const what = said && `${snapshot.classNames[largestOf(said)]}, ${percent(Math.max(...said))}`;
    const step = shown?.step ?? 0;
    const steps = settings?.steps ?? 0;
    return html`<figure class="main">
      <canvas
        class="px"
        part="image"
        role="img"
        aria-label=${what === undefined ? 'no image yet' : `The image after step ${step}: the network says ${what}`}
        ${pixels(picture)}
      ></canvas>
      <div class="range scrub">
        <input
          type="range"
          min="0"
          max=${Math.max(1, frames.length - 1)}
          .value=${String(index)}
          ?disabled=${frames.length < 2}
          aria-label="Frame"
          aria-valuetext="step ${integer(step)}${what === undefined ? '' : `: ${what}`}"
          @input=${(event: Event) => this.#actions.look((event.target as HTMLInputElement).valueAsNumber)}
        />
        <output>step ${integer(step)} of ${integer(steps)}</output>
      </div>
    </figure>`;
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
    const panel = (render: (details: typeof Details) => unknown) => () => {
      const details = this.#details.value;
      return details === undefined ? nothing : render(details);
    };
    const give = (label: string, detail: string, kind: ExportKind, apart = false) => ({
      label,
      detail,
      apart,
      run: async () => (await loadDetails()).exportFigure(kind, view, this.#host),
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
      view.run.latest === undefined
        ? []
        : [
            give('Image', 'PNG, 8 ×', 'png'),
            give('Animation', 'APNG', 'apng'),
            give('Numbers', 'CSV', 'csv'),
            give('Numbers', 'JSON', 'json'),
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
