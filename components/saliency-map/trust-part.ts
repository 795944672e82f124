/**
 * The part "Is the map to be believed?": a press each for the randomisation test and for the deletion and insertion curves,
 * asked of the map that is shown and forgotten with it. What the answers look like is in trust.ts.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { KitError, ModelSession, PerturbationCurves } from '../../core/index.js';
import { percent } from '../shared/format.js';
import { JobController, type JobRun } from '../shared/job-controller.js';
import { isUntrained } from '../shared/subject.js';
import type { TestResults } from './numbers.js';
import { renderCompleteness, renderRandomised, TrustCharts, type Randomised } from './trust.js';
import type { Explained, View } from './view.js';

export interface TrustAsker {
  session(): ModelSession | undefined;
  /** The map that is to be tested. */
  explained(): Explained | undefined;
  /** Decides the noise and the random orders. */
  seed(): number;
  looked(): boolean;
  failed(error: KitError): void;
}

type Test = 'randomise' | 'curves';

export class TrustPart {
  readonly #host: ReactiveControllerHost & Element;
  readonly #asker: TrustAsker;
  readonly #charts: TrustCharts;
  readonly #randomised: JobController<Randomised>;
  readonly #curves: JobController<PerturbationCurves>;
  readonly #pressed: { [test in Test]?: string } = {};

  constructor(host: ReactiveControllerHost & Element, asker: TrustAsker) {
    this.#host = host;
    this.#asker = asker;
    this.#charts = new TrustCharts(host);
    const client = (test: Test) => ({
      key: () => (this.#pressed[test] === this.#question() ? this.#question() : undefined),
      subject: () => '',
      looked: () => asker.looked(),
      follows: () => false,
      failed: (error: KitError) => {
        delete this.#pressed[test];
        asker.failed(error);
      },
    });
    this.#randomised = new JobController<Randomised>(host, {
      ...client('randomise'),
      run: (job) => this.#randomise(job),
    });
    this.#curves = new JobController<PerturbationCurves>(host, {
      ...client('curves'),
      run: (job) => this.#perturb(job),
    });
  }

  /** What the tests found of the map that is shown, for the table and the export. */
  get results(): TestResults {
    return { randomised: this.#randomised.current, curves: this.#curves.current };
  }

  press(test: Test): void {
    const question = this.#question();
    if (question === undefined) return;
    this.#pressed[test] = question;
    (test === 'randomise' ? this.#randomised : this.#curves).gesture();
    this.#host.requestUpdate();
  }

  render(view: View): TemplateResult {
    const { explained, snapshot } = view;
    const { randomised, curves } = this.results;
    const name = snapshot.classNames[explained?.attribution.target ?? -1] ?? 'the class';
    return html`<section class="part" part="trust" aria-label="Is the map to be believed?">
      <h4 class="h4">Is the map to be believed? <small>two tests, and whether the numbers add up</small></h4>
      ${renderCompleteness(view)}
      <div class="controls tests">
        ${this.#button('randomise', 'Replace the weights by noise', this.#randomised, randomised !== undefined)}
        ${this.#button('curves', 'Delete and insert pixels', this.#curves, curves !== undefined)}
      </div>
      ${
        randomised === undefined
          ? nothing
          : html`<figure class="test">
              <h5 class="h4">Randomisation <small>weights replaced by noise, from the top down</small></h5>
              ${renderRandomised(randomised, view)}
            </figure>`
      }
      ${curves === undefined ? nothing : html`<div class="test">${this.#charts.renderCurves(curves, name)}</div>`}
    </section>`;
  }

  #button(test: Test, label: string, job: JobController<unknown>, done: boolean): TemplateResult | typeof nothing {
    if (done) return nothing;
    const words = job.waiting ? `Testing: ${percent(job.share ?? 0, 0)}` : label;
    return html`<button
      class="btn"
      part="button"
      aria-disabled=${job.waiting || this.#question() === undefined}
      @click=${() => !job.waiting && this.press(test)}
    >
      ${words}
    </button>`;
  }

  #question(): string | undefined {
    const explained = this.#asker.explained();
    if (explained === undefined) return undefined;
    const { picked, attribution } = explained;
    const { settings, target, against } = attribution;
    return JSON.stringify([picked.name, { ...settings, baseline: '' }, target, against, this.#asker.seed()]);
  }

  async #randomise({ signal, priority, onProgress }: JobRun): Promise<Randomised> {
    const { picked, attribution, step } = this.#asker.explained()!;
    const { settings, target, against, signed } = attribution;
    const { data, shape } = picked.pixels;
    const tests = settings.method === 'guided-backprop' ? 1 : 2;
    const test = (asked: typeof settings, from: number) =>
      this.#asker
        .session()!
        .ask(
          'attribution.randomise',
          { images: { data, shape: [1, ...shape] }, settings: asked, target, against, seed: this.#asker.seed() },
          { signal, priority, onProgress: ({ share }) => onProgress((from + share) / tests) },
        );
    const { maps, chance } = await test(settings, 0);
    const guided = tests === 1 ? undefined : (await test({ method: 'guided-backprop' }, 1)).maps;
    return { maps, chance, guided, signed, untrained: isUntrained(this.#asker.session()!.snapshot, step) };
  }

  #perturb({ signal, priority, onProgress }: JobRun): Promise<PerturbationCurves> {
    const { picked, attribution } = this.#asker.explained()!;
    const { data, shape } = picked.pixels;
    return this.#asker.session()!.ask(
      'attribution.curves',
      {
        images: { data, shape: [1, ...shape] },
        map: attribution.map,
        target: attribution.target,
        quantity: 'probability',
        fill: 'blur',
        seed: this.#asker.seed(),
      },
      { signal, priority, onProgress: ({ share }) => onProgress(share) },
    );
  }
}
