/**
 * What the element looks like: head, controls, image and map, finding, the gallery, the comparison, the tests, foot. It
 * holds what belongs to looking (which pixel, which panel), never what belongs to the model.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { KitError } from '../../core/index.js';
import type { AttributionMethod } from '../../core/index.js';
import { baseStyles } from '../shared/base.styles.js';
import { chartStyles } from '../shared/chart.styles.js';
import { controlStyles } from '../shared/controls.styles.js';
import { Deferred } from '../shared/deferred.js';
import { Foot } from '../shared/foot.js';
import { footStyles } from '../shared/foot.styles.js';
import { heatMapStyles } from '../shared/heat-map.styles.js';
import { imagePickerStyles } from '../shared/image-picker.styles.js';
import type { ImagePicker, PickerClient } from '../shared/image-picker.js';
import { pictureStyles } from '../shared/picture.styles.js';
import { tableStyles } from '../shared/table.styles.js';
import { tokens } from '../shared/tokens.js';
import { byProbability, renderClasses } from './classes.js';
import { renderComparison } from './comparison.js';
import { renderBusy, renderControls } from './controls.js';
import type * as Details from './details.js';
import type { ExportKind } from './exports.js';
import { renderFinding } from './finding.js';
import { renderGallery } from './gallery.js';
import { renderHead } from './head.js';
import { METHODS, SANITY_CHECKS_URL } from './methods.js';
import { renderPictures } from './pictures.js';
import type { Questions } from './questions.js';
import { saliencyStyles } from './saliency-map.styles.js';
import type { TrustAsker, TrustPart } from './trust-part.js';
import type { Actions, View } from './view.js';
import { titleOf } from './words.js';

/** What the figure shows besides the view. */
export interface Surroundings {
  /** Boxes for what is wrong. */
  readonly problems: readonly TemplateResult[];
  readonly gallery: number;
  readonly compared: readonly AttributionMethod[];
  readonly startComparison: () => void;
}

export class SaliencyFigure {
  static readonly styles = [
    tokens,
    baseStyles,
    controlStyles,
    chartStyles,
    pictureStyles,
    heatMapStyles,
    imagePickerStyles,
    tableStyles,
    footStyles,
    saliencyStyles,
  ];

  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #questions: Questions;
  readonly #actions: Actions;
  readonly #foot: Foot;
  readonly #picker: Deferred<ImagePicker>;
  readonly #trust: Deferred<TrustPart>;
  readonly #details: Deferred<typeof Details>;
  #deviceOpen = false;
  #pickerAsked = false;
  #order: readonly number[] = [];

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    questions: Questions,
    actions: Actions,
    clients: { readonly picker: PickerClient; readonly trust: TrustAsker },
    failed: (error: unknown) => void,
  ) {
    this.#host = host;
    this.#questions = questions;
    this.#actions = actions;
    this.#foot = new Foot(host, failed);
    this.#picker = new Deferred(
      host,
      async () => {
        const { ImagePicker } = await import('../shared/image-picker.js');
        const picker = new ImagePicker(host, clients.picker);
        picker.toggle(true);
        return picker;
      },
      failed,
    );
    this.#trust = new Deferred(
      host,
      async () => new (await import('./trust-part.js')).TrustPart(host, clients.trust),
      failed,
    );
    this.#details = new Deferred(host, () => import('./details.js'), failed);
  }

  /** Resolves when no part of the figure is on its way. */
  get settled(): Promise<unknown> {
    return Promise.all([this.#trust.settled, this.#details.settled, this.#picker.settled]);
  }

  render(view: View, around: Surroundings): TemplateResult {
    const { snapshot, explained, ramps } = view;
    const names = snapshot.classNames;
    return html`<div
      class="el"
      part="base"
      role="group"
      aria-label=${titleOf(explained?.attribution, names)}
      aria-busy=${view.busy !== undefined}
    >
      ${ramps.render()} ${renderHead(view, { open: this.#deviceOpen, toggle: () => this.#toggleDevice() })}
      <div id="why" ?hidden=${!this.#deviceOpen}>
        ${this.#deviceOpen ? (this.#details.value?.renderDeviceNote(snapshot) ?? nothing) : nothing}
      </div>
      ${renderControls(view, { open: this.#pickerAsked && this.#picker.value?.open === true, toggle: () => this.#togglePicker() }, this.#actions)}
      ${this.#pickerAsked ? this.#picker.value?.render('picker') : nothing} ${renderBusy(view)}
      <div class="duo">
        ${renderPictures(view, this.#actions)} ${renderClasses(view, this.#orderOf(view), this.#actions)}
      </div>
      <div class="say">${around.problems} ${renderFinding(view)} ${this.#renderWarning(view)}</div>
      ${renderGallery(view, around.gallery, this.#questions.gallery.value, this.#actions)}
      ${renderComparison(view, around.compared, this.#questions.arrived, around.startComparison, this.#actions)}
      ${explained === undefined ? nothing : (this.#trust.value?.render(view) ?? nothing)} ${this.#footOf(view)}
    </div>`;
  }

  /** Under the finding, where it can't be missed. */
  #renderWarning({ explained }: View): TemplateResult | typeof nothing {
    const method = explained?.attribution.settings.method;
    const warning = method && METHODS[method].warning;
    if (warning === undefined) return nothing;
    return html`<p class="cap warn">
      <b>Careful with ${METHODS[method!].label}:</b> ${warning} <a href=${SANITY_CHECKS_URL}>The paper</a>
    </p>`;
  }

  /** Sorted again when a new image or a resting model is looked at, not while it learns. */
  #orderOf({ snapshot, explained }: View): readonly number[] {
    const count = snapshot.classNames.length;
    if (this.#order.length !== count || snapshot.phase !== 'running') {
      this.#order = byProbability(explained?.attribution.probabilities, count);
    }
    return this.#order;
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
    const results = () => this.#trust.value?.results;
    const give = (label: string, detail: string, kind: ExportKind, apart = false) => ({
      label,
      detail,
      apart,
      run: async () => {
        const { exportFigure } = await loadDetails();
        await exportFigure(kind, view, this.#host, results());
      },
    });
    return this.#foot.render(
      [
        { id: 'how', label: 'How it is computed', content: panel((d) => d.renderExplanation(view)) },
        {
          id: 'numbers',
          label: 'Numbers as a table',
          kind: 'plain',
          content: panel((d) => d.renderNumbers(view, this.#questions.arrived, results())),
        },
        {
          id: 'settings',
          label: 'All settings',
          kind: 'plain',
          content: panel((d) => d.renderSettings(view, this.#actions)),
        },
      ],
      view.explained === undefined
        ? []
        : [
            give('Picture', 'PNG, 2 ×', 'png'),
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
