/**
 * What a trainer looks like: head, controls, charts, finding, pictures, confusion, foot, in this order in every state.
 * It holds what belongs to looking (which panel is open, where the cursor is), never what belongs to the model.
 */
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import type { KitError, SessionSnapshot } from '../../core/index.js';
import { baseStyles } from '../shared/base.styles.js';
import { chartStyles } from '../shared/chart.styles.js';
import type { ConfusionMatrix } from '../shared/confusion-matrix.js';
import { controlStyles } from '../shared/controls.styles.js';
import { Deferred } from '../shared/deferred.js';
import type { FigurePicture } from '../shared/figure-picture.js';
import { deviceLine } from '../shared/device-line.js';
import { Foot } from '../shared/foot.js';
import { footStyles } from '../shared/foot.styles.js';
import type { ProblemAction } from '../shared/kit-element.js';
import { addStyles } from '../shared/late-styles.js';
import { LineChart, type Probe } from '../shared/line-chart.js';
import { pictureStyles } from '../shared/picture.styles.js';
import { tableStyles } from '../shared/table.styles.js';
import { tokens } from '../shared/tokens.js';
import { progressWords, renderProgress } from '../shared/train-progress.js';
import { progressStyles } from '../shared/train-progress.styles.js';
import { renderControls, type Requests } from './controls.js';
import { accuracyChart, lossChart } from './curves.js';
import type * as Details from './details.js';
import { actionsFor } from './failure.js';
import { confusionSentence, findingText, renderFinding } from './finding.js';
import { trainerStyles } from './model-trainer.styles.js';
import { renderPredictions, renderSeen } from './pictures.js';
import type { FilesPanel } from './files-panel.js';
import type { ExportKind } from './run-log.js';
import { dataTitle, modelLine } from './words.js';

/** What the figure shows besides the snapshot. */
export interface Surroundings {
  /** Boxes for what is wrong with the element itself. */
  readonly problems: readonly TemplateResult[];
  readonly failure: (error: KitError, actions: readonly ProblemAction[]) => TemplateResult;
  /** Images per second, as last measured for this network on this device. */
  readonly lastSpeed: number | undefined;
  /** The element paused the run because nobody can see it. */
  readonly outOfSight: boolean;
  /** Somebody may soon see it. */
  readonly near: boolean;
}

export class TrainerFigure {
  static readonly styles = [
    tokens,
    baseStyles,
    controlStyles,
    chartStyles,
    pictureStyles,
    tableStyles,
    footStyles,
    progressStyles,
    trainerStyles,
  ];

  readonly #host: LitElement;
  readonly #requests: Requests;
  readonly #accuracy: LineChart;
  readonly #loss: LineChart;
  readonly #confusion: Deferred<ConfusionMatrix>;
  readonly #foot: Foot;
  readonly #details: Deferred<typeof Details>;
  readonly #files: Deferred<FilesPanel>;
  #deviceOpen = false;
  #near = false;

  constructor(host: LitElement, requests: Requests, failed: (error: unknown) => void) {
    this.#host = host;
    this.#requests = requests;
    const probe: Probe = { at: undefined };
    this.#accuracy = new LineChart(host, probe);
    this.#loss = new LineChart(host, probe);
    this.#confusion = new Deferred(
      host,
      async () => {
        const [{ ConfusionMatrix }, { confusionStyles }] = await Promise.all([
          import('../shared/confusion-matrix.js'),
          import('../shared/confusion-matrix.styles.js'),
        ]);
        addStyles(host, [confusionStyles]);
        return new ConfusionMatrix(host);
      },
      failed,
    );
    this.#details = new Deferred(host, () => import('./details.js'), failed);
    this.#foot = new Foot(host, failed);
    this.#files = new Deferred(
      host,
      async () => new (await import('./files-panel.js')).FilesPanel(host, requests),
      failed,
    );
  }

  /** Resolves when no part of the figure is on its way. */
  get settled(): Promise<void> {
    return this.#confusion.settled;
  }

  render(snapshot: SessionSnapshot, around: Surroundings): TemplateResult {
    this.#near ||= around.near;
    return html`<div class="el" part="base" role="group" aria-label=${titleOf(snapshot)}>
      ${this.#head(snapshot)} ${renderControls(snapshot, this.#requests)}
      ${renderProgress(progressWords(snapshot, around.lastSpeed, around.outOfSight))}
      <div id="why" ?hidden=${!this.#deviceOpen}>
        ${this.#deviceOpen ? this.#detail((d) => d.renderDeviceNote(snapshot)) : nothing}
      </div>
      <div class="cols charts">
        ${this.#accuracy.render(accuracyChart(snapshot))} ${this.#loss.render(lossChart(snapshot))}
      </div>
      <div class="say">
        ${around.problems}
        ${
          snapshot.phase === 'failed' && snapshot.error !== undefined
            ? around.failure(snapshot.error, actionsFor(snapshot, this.#requests))
            : renderFinding(snapshot)
        }
      </div>
      ${renderSeen(snapshot)}
      <div class="part cols">${renderPredictions(snapshot)} ${this.#confusions(snapshot)}</div>
      ${this.#footOf(snapshot)}
    </div>`;
  }

  #head(snapshot: SessionSnapshot): TemplateResult {
    return html`<div class="head">
      <slot name="heading"
        ><h3 part="title">Train a network on <span class="nobreak">${dataTitle(snapshot)}</span></h3></slot
      >
      <button
        class="link dev"
        part="device"
        aria-expanded=${this.#deviceOpen}
        aria-controls="why"
        @click=${() => {
          this.#deviceOpen = !this.#deviceOpen;
          this.#host.requestUpdate();
        }}
      >
        ${deviceLine(snapshot.device) ?? 'no device chosen yet'}<span class="vh">: why this device?</span>
      </button>
      <p class="sub">${modelLine(snapshot)}</p>
    </div>`;
  }

  /** Sent for when somebody may see it; room is kept for it. */
  #matrix(): ConfusionMatrix | undefined {
    return this.#near ? this.#confusion.value : undefined;
  }

  #confusions({ evaluations, dataset: { classNames } }: SessionSnapshot): TemplateResult {
    const last = evaluations.at(-1);
    return html`<figure part="confusion">
      <figcaption class="h4">Confusion <small>per 100 images of a class; row: truth</small></figcaption>
      ${
        this.#matrix()?.render({
          names: classNames,
          counts: last?.confusion,
          says: confusionSentence(classNames, last),
        }) ?? html`<div class="coming"></div>`
      }
    </figure>`;
  }

  #footOf(snapshot: SessionSnapshot): TemplateResult {
    const panel = (render: (details: typeof Details) => unknown) => () => this.#detail(render);
    const give = (label: string, detail: string, kind: ExportKind, apart = false) => ({
      label,
      detail,
      apart,
      run: async () => {
        void this.#details.value;
        await this.#details.settled;
        const picture = () => this.#picture(snapshot);
        await this.#details.value?.exportRun(kind, snapshot, this.#host.localName, picture, this.#requests.session());
      },
    });
    return this.#foot.render(
      [
        { id: 'how', label: 'How it is computed', content: panel((d) => d.renderExplanation(snapshot)) },
        { id: 'numbers', label: 'Numbers as a table', kind: 'plain', content: panel((d) => d.renderNumbers(snapshot)) },
        {
          id: 'settings',
          label: 'All settings',
          kind: 'plain',
          content: panel((d) => d.renderSettings(snapshot, this.#requests)),
        },
        {
          id: 'files',
          label: 'Own pictures and networks',
          kind: 'plain',
          content: () => this.#files.value?.render(snapshot) ?? nothing,
        },
      ],
      [
        give('Picture', 'PNG, 2 ×', 'png'),
        give('Drawing', 'SVG', 'svg'),
        give('Numbers', 'CSV', 'csv'),
        give('Every step', 'CSV', 'steps'),
        give('Run log', 'JSON', 'json'),
        give('Network', 'TensorFlow.js, zip', 'model', true),
        give('Network, half size', 'float16', 'half'),
        give('Copy the tag', 'HTML', 'tag', true),
      ],
    );
  }

  /** What `render` makes of the parts that only some readers ask for; nothing while they are on their way. */
  #detail(render: (details: typeof Details) => unknown): unknown {
    const details = this.#details.value;
    return details === undefined ? nothing : render(details);
  }

  #picture(snapshot: SessionSnapshot): FigurePicture {
    const charts = [
      { title: 'Accuracy', drawing: this.#accuracy.drawing },
      { title: 'Loss (cross-entropy, nats)', drawing: this.#loss.drawing },
    ];
    return {
      title: `Training on ${dataTitle(snapshot)}`,
      charts: charts.flatMap(({ title, drawing }) => (drawing === null ? [] : [{ title, drawing }])),
      notes: [findingText(snapshot), `${modelLine(snapshot)} · seed ${snapshot.config.seed}`],
      host: this.#host,
    };
  }
}

const titleOf = (snapshot: SessionSnapshot): string => `Train a network on ${dataTitle(snapshot)}`;
