/**
 * A reader's own data and networks: pictures from folders, archives or the camera in place of the data set, a network of
 * a file or the features of a shipped one in place of random weights. It asks; what comes of it is in the snapshot.
 */
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { KitError, PRETRAINED_NAMES } from '../../core/index.js';
import type { LeftOut, ModelSession, PickedFile, SessionSnapshot } from '../../core/index.js';
import { droppedFiles } from '../shared/dropped-files.js';
import { counted, integer } from '../shared/format.js';
import { addStyles } from '../shared/late-styles.js';
import { CameraClasses } from './camera-classes.js';
import type { Requests } from './controls.js';
import { filesPanelStyles } from './files-panel.styles.js';

/** Left-out files that are listed one by one; of ten thousand nobody reads more. */
const LISTED = 50;
const RANDOM = 'random weights, from the seed';

export class FilesPanel {
  readonly #host: LitElement;
  readonly #requests: Requests;
  readonly #camera: CameraClasses;
  #reading: { readonly done: number; readonly total: number } | undefined;
  #abort: AbortController | undefined;
  #leftOut: readonly LeftOut[] = [];
  #problem: KitError | undefined;
  #over = false;

  constructor(host: LitElement, requests: Requests) {
    this.#host = host;
    this.#requests = requests;
    this.#camera = new CameraClasses(host, {
      use: (files) => void this.#readPictures(files),
      failed: (error) => this.#say(error),
    });
    addStyles(host, [filesPanelStyles]);
  }

  render(snapshot: SessionSnapshot): TemplateResult {
    return html`<div
      class="files ${this.#over ? 'over' : ''}"
      @dragover=${this.#drag}
      @dragleave=${this.#drag}
      @drop=${this.#drop}
    >
      ${this.#pictures(snapshot)}
      <fieldset>
        <legend>Pictures from the camera</legend>
        ${this.#camera.render()}
      </fieldset>
      ${this.#network(snapshot)}
      ${this.#problem === undefined ? nothing : html`<p class="error" role="alert">${this.#problem.message}</p>`}
    </div>`;
  }

  #pictures(snapshot: SessionSnapshot): TemplateResult {
    const { dataset, settings } = snapshot;
    const own = dataset.name === 'own pictures';
    const input = (label: string, folder: boolean) =>
      html`<label
        >${label}<input
          type="file"
          multiple
          accept=${folder ? '' : '.zip,application/zip'}
          ?webkitdirectory=${folder}
          @change=${this.#chosen((files) => this.#readPictures(files))}
      /></label>`;
    return html`<fieldset>
      <legend>Your own pictures <small>in place of CIFAR-10</small></legend>
      <p class="hint">
        A folder for each class, named after it; some pictures of each are held out. Or drop them here. Pictures never
        leave the page.
      </p>
      ${input('A folder of such folders', true)} ${input('A zip archive of them', false)}
      <p class="state" role="status">${this.#state(snapshot)}</p>
      ${
        this.#reading === undefined
          ? own
            ? html`<button class="btn" part="button" @click=${() => this.#giveBack(settings.dataset)}>
                Back to CIFAR-10
              </button>`
            : nothing
          : html`<button class="btn" part="button" @click=${() => this.#abort?.abort()}>Cancel</button>`
      }
      ${this.#leftOut.length === 0 ? nothing : this.#leftOutList()}
    </fieldset>`;
  }

  #state({ dataset }: SessionSnapshot): string {
    if (this.#reading !== undefined) {
      return `Reading picture ${integer(this.#reading.done)} of ${integer(this.#reading.total)}.`;
    }
    if (dataset.name !== 'own pictures') return 'None yet.';
    const { trainSize, testSize, classNames } = dataset;
    return (
      `${counted(trainSize, 'picture')} of ${classNames.length} classes to learn from ` +
      `(${classNames.join(', ')}), ${integer(testSize)} held out.`
    );
  }

  #leftOutList(): TemplateResult {
    const more = this.#leftOut.length - LISTED;
    return html`<details>
      <summary>${counted(this.#leftOut.length, 'file')} left out</summary>
      <ul class="left-out">
        ${this.#leftOut.slice(0, LISTED).map(({ error }) => html`<li>${error.message}</li>`)}
        ${more > 0 ? html`<li>and ${integer(more)} more</li>` : nothing}
      </ul>
    </details>`;
  }

  #network({ settings, source }: SessionSnapshot): TemplateResult {
    const { init, freeze } = settings;
    const known = init === undefined || (PRETRAINED_NAMES as readonly string[]).includes(init);
    return html`<fieldset>
      <legend>Where the network starts <small>a change starts again</small></legend>
      <label class="sel"
        >From<select
          @change=${(event: Event) => {
            const { value } = event.target as HTMLSelectElement;
            const chosen = value === '' ? undefined : value;
            this.#requests.configure({
              src: undefined,
              init: chosen,
              freeze: chosen === undefined ? undefined : freeze,
            });
          }}
        >
          <option value="" ?selected=${init === undefined}>${RANDOM}</option>
          ${known ? nothing : html`<option value=${init} selected>features of ${init}</option>`}
          ${PRETRAINED_NAMES.map(
            (name) => html`<option value=${name} ?selected=${init === name}>features of ${name}</option>`,
          )}
        </select></label
      >
      <label class="check"
        ><input
          type="checkbox"
          .checked=${freeze !== undefined}
          ?disabled=${init === undefined}
          @change=${(event: Event) =>
            this.#requests.configure({
              freeze: (event.target as HTMLInputElement).checked ? 'features' : undefined,
            })}
        />Keep the features as they are: train the last layer only</label
      >
      <label
        >A network from a file: model.json with its weights, or their zip archive<input
          type="file"
          multiple
          accept=".json,.bin,.zip"
          @change=${this.#chosen((files) => this.#readNetwork(files))}
      /></label>
      <p class="state" role="status">
        ${source === undefined ? nothing : `${source.name}: ${source.status === 'ready' ? 'is here' : source.status}.`}
      </p>
    </fieldset>`;
  }

  #chosen(use: (files: readonly File[]) => Promise<void>): (event: Event) => void {
    return (event) => {
      const input = event.target as HTMLInputElement;
      const files = [...(input.files ?? [])];
      // The same files may be chosen again, after one of them was mended.
      input.value = '';
      if (files.length > 0) void use(files);
    };
  }

  async #readPictures(files: readonly (File | PickedFile)[]): Promise<void> {
    await this.#try(async (session) => {
      this.#abort?.abort();
      const abort = new AbortController();
      this.#abort = abort;
      this.#leftOut = [];
      this.#tell(0, files.length);
      try {
        const onProgress = (done: number, total: number) => this.#tell(done, total);
        this.#leftOut = await session.importDataset(files, { signal: abort.signal, onProgress });
        this.#camera.stop();
      } finally {
        if (this.#abort === abort) this.#reading = undefined;
      }
    });
  }

  async #readNetwork(files: readonly File[]): Promise<void> {
    await this.#try((session) => session.importModel(files));
  }

  #giveBack(dataset: SessionSnapshot['settings']['dataset']): void {
    this.#leftOut = [];
    this.#requests.configure({ dataset });
  }

  async #try(action: (session: ModelSession) => Promise<unknown>): Promise<void> {
    const session = this.#requests.session();
    this.#problem = undefined;
    try {
      if (session !== undefined) await action(session);
    } catch (thrown) {
      this.#say(KitError.from(thrown));
    }
    this.#host.requestUpdate();
  }

  #tell(done: number, total: number): void {
    this.#reading = { done, total };
    this.#host.requestUpdate();
  }

  #say(problem: KitError): void {
    if (problem.code !== 'aborted') this.#problem = problem;
    this.#host.requestUpdate();
  }

  readonly #drag = (event: DragEvent): void => {
    event.preventDefault();
    this.#over = event.type === 'dragover';
    this.#host.requestUpdate();
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.#over = false;
    if (event.dataTransfer === null) return;
    void droppedFiles(event.dataTransfer).then((files) => this.#readPictures(files));
  };
}
