/**
 * What the element looks like: head, controls, image and map, finding, the gallery, the comparison, the tests, foot. It
 * holds what belongs to looking (which pixel, which panel), never what belongs to the model.
 */
import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import { KitError } from '../../core/index.js';
import { baseStyles } from '../shared/base.styles.js';
import { renderBusy } from '../shared/busy-line.js';
import { busyStyles } from '../shared/busy-line.styles.js';
import { controlStyles } from '../shared/controls.styles.js';
import { Deferred } from '../shared/deferred.js';
import { deferredPicker } from '../shared/deferred-picker.js';
import { deviceStyles } from '../shared/device.styles.js';
import { Foot } from '../shared/foot.js';
import { renderHead } from '../shared/head.js';
import { addStyles } from '../shared/late-styles.js';
import { footStyles } from '../shared/foot.styles.js';
import { heatMapStyles } from '../shared/heat-map.styles.js';
import type { ImagePicker, PickerClient } from '../shared/image-picker.js';
import { pictureStyles } from '../shared/picture.styles.js';
import { subject } from '../shared/subject.js';
import { tokens } from '../shared/tokens.js';
import type { Below, Beside } from './below.js';
import { byProbability, renderClasses } from './classes.js';
import { renderControls } from './controls.js';
import type * as Details from './details.js';
import type { ExportKind } from './exports.js';
import { renderFinding } from './finding.js';
import { METHODS, SANITY_CHECKS_URL } from './methods.js';
import { renderPictures } from './pictures.js';
import type { Questions } from './questions.js';
import { saliencyStyles } from './saliency-map.styles.js';
import type { TrustAsker } from './trust-part.js';
import type { Actions, View } from './view.js';
import { titleOf } from './words.js';

/** What the figure shows besides the view. */
export interface Surroundings extends Beside {
  /** Boxes for what is wrong. */
  readonly problems: readonly TemplateResult[];
}

export class SaliencyFigure {
  static readonly styles = [
    tokens,
    baseStyles,
    controlStyles,
    deviceStyles,
    busyStyles,
    pictureStyles,
    heatMapStyles,
    footStyles,
    saliencyStyles,
  ];

  readonly #host: LitElement;
  readonly #actions: Actions;
  readonly #foot: Foot;
  readonly #picker: Deferred<ImagePicker>;
  readonly #below: Deferred<Below>;
  readonly #details: Deferred<typeof Details>;
  readonly #compared: () => Questions['arrived'];
  #deviceOpen = false;
  #pickerAsked = false;
  #belowAsked = false;
  #order: readonly number[] = [];

  constructor(
    host: LitElement,
    questions: Questions,
    actions: Actions,
    clients: { readonly picker: PickerClient; readonly trust: TrustAsker },
    failed: (error: unknown) => void,
  ) {
    this.#host = host;
    this.#actions = actions;
    this.#foot = new Foot(host, failed);
    this.#picker = deferredPicker(host, clients.picker, failed);
    this.#below = new Deferred(
      host,
      async () => new (await import('./below.js')).Below(host, questions, actions, clients.trust),
      failed,
    );
    this.#compared = () => questions.arrived;
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
      ${ramps.render()}
      ${renderHead(
        {
          title: titleOf(explained?.attribution, names),
          device: snapshot.device,
          subject: subject(snapshot, explained?.step ?? snapshot.step, view.picked),
        },
        { open: this.#deviceOpen, toggle: () => this.#toggleDevice() },
      )}
      <div id="why" ?hidden=${!this.#deviceOpen}>
        ${this.#deviceOpen ? (this.#details.value?.renderDeviceNote(snapshot) ?? nothing) : nothing}
      </div>
      ${renderControls(view, { open: this.#pickerAsked && this.#picker.value?.open === true, toggle: () => this.#togglePicker() }, this.#actions)}
      ${this.#pickerAsked ? this.#picker.value?.render('picker') : nothing}
      ${renderBusy(view.busy, 'Computing the map')}
      <div class="duo">
        ${renderPictures(view, this.#belowAsked ? this.#below.value?.reach(view) : undefined, this.#actions)}
        ${renderClasses(view, this.#orderOf(view), this.#actions)}
      </div>
      <div class="say">${around.problems} ${renderFinding(view)} ${this.#renderWarning(view)}</div>
      ${this.#renderBelow(view, around)} ${this.#footOf(view)}
    </div>`;
  }

  /** After the first map; then it stays, whatever is waited for. */
  #renderBelow(view: View, around: Surroundings): TemplateResult | typeof nothing {
    this.#belowAsked ||= view.explained !== undefined;
    return this.#belowAsked ? (this.#below.value?.render(view, around) ?? nothing) : nothing;
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
    const results = () => this.#below.value?.results;
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
          content: panel((d) => d.renderNumbers(view, this.#compared(), results())),
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
