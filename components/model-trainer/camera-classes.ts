/** A small data set from the camera: classes that a reader names, and stills of each. Holds the pictures until used. */
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { KitError } from '../../core/index.js';
import type { PickedFile } from '../../core/index.js';
import { counted } from '../shared/format.js';
import { Webcam } from '../shared/webcam.js';

export interface CameraClient {
  use(files: readonly PickedFile[]): void;
  failed(error: KitError): void;
}

interface CameraClass {
  name: string;
  readonly stills: Blob[];
}

export class CameraClasses {
  readonly #host: LitElement;
  readonly #client: CameraClient;
  readonly #webcam: Webcam;
  readonly #classes: CameraClass[] = [
    { name: 'class 1', stills: [] },
    { name: 'class 2', stills: [] },
  ];

  constructor(host: LitElement, client: CameraClient) {
    this.#host = host;
    this.#client = client;
    this.#webcam = new Webcam(host);
  }

  stop(): void {
    this.#webcam.stop();
  }

  render(): TemplateResult {
    if (!this.#webcam.running) {
      return html`<button class="btn" part="button" @click=${() => void this.#try(() => this.#webcam.start())}>
        Start the camera
      </button>`;
    }
    const filled = this.#classes.filter(({ stills }) => stills.length > 0);
    const names = new Set(this.#classes.map(({ name }) => name));
    const ready = filled.length >= 2 && names.size === this.#classes.length;
    return html`<div class="camera-classes">
        ${this.#webcam.render()}
        <ul>
          ${this.#classes.map((each, index) => this.#row(each, index))}
        </ul>
      </div>
      <div class="controls">
        <button class="btn plain" part="button" @click=${() => this.#add()}>Another class</button>
        <button
          class="btn"
          part="button"
          aria-disabled=${!ready}
          @click=${() => ready && this.#client.use(this.#files())}
        >
          Learn from these
        </button>
        <button class="btn plain" part="button" @click=${() => this.#webcam.stop()}>Stop the camera</button>
      </div>
      ${
        names.size < this.#classes.length
          ? html`<p class="hint">Each class needs a name of its own.</p>`
          : filled.length < 2
            ? html`<p class="hint">Two classes with pictures or more; a dozen pictures of each is a good beginning.</p>`
            : nothing
      }`;
  }

  #row(each: CameraClass, index: number): TemplateResult {
    return html`<li>
      <label class="field"
        ><span class="vh">Name of class ${index + 1}</span
        ><input
          type="text"
          maxlength="40"
          .value=${each.name}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            // A slash would be another folder.
            each.name = input.value.replaceAll('/', ' ').trim() || `class ${index + 1}`;
            input.value = each.name;
            this.#host.requestUpdate();
          }}
      /></label>
      <button
        class="btn"
        part="button"
        aria-label="Take a picture of ${each.name}"
        @click=${() =>
          void this.#try(() => {
            each.stills.push(this.#webcam.still());
            this.#host.requestUpdate();
          })}
      >
        Take
      </button>
      <span>${counted(each.stills.length, 'picture')}</span>
    </li>`;
  }

  #add(): void {
    this.#classes.push({ name: `class ${this.#classes.length + 1}`, stills: [] });
    this.#host.requestUpdate();
  }

  #files(): readonly PickedFile[] {
    return this.#classes.flatMap(({ name, stills }) =>
      stills.map((blob, i) => ({ path: `${name}/${i + 1}.png`, blob })),
    );
  }

  async #try(action: () => Promise<void> | void): Promise<void> {
    try {
      await action();
    } catch (thrown) {
      this.#client.failed(KitError.from(thrown));
    }
  }
}
