/**
 * Where a picture of the reader's own comes from, besides dropping it: a file, an address, the camera, the clipboard. The
 * forms of these, and what each gives; the picker decides what to do with it.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { KitError } from '../../core/index.js';
import { Webcam } from './webcam.js';

export const SOURCES = { file: 'File', address: 'Address', camera: 'Camera' } as const;
export type Source = keyof typeof SOURCES;

export interface SourceClient {
  picture(picture: Blob, name: string): void;
  address(address: string): void;
  failed(error: KitError): void;
}

export class PictureSources {
  readonly #client: SourceClient;
  readonly #webcam: Webcam;

  constructor(host: ReactiveControllerHost, client: SourceClient) {
    this.#client = client;
    this.#webcam = new Webcam(host);
  }

  /** Nobody looks at the camera any more. */
  stop(): void {
    if (this.#webcam.running) this.#webcam.stop();
  }

  render(source: Source): TemplateResult {
    switch (source) {
      case 'file':
        return this.#file();
      case 'address':
        return this.#address();
      case 'camera':
        return this.#camera();
    }
  }

  /** A picture or an address from the clipboard; false if it holds neither. */
  paste(data: DataTransfer | null): boolean {
    const picture = [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/'));
    if (picture !== undefined) {
      this.#client.picture(picture, 'the pasted picture');
      return true;
    }
    const text = data?.getData('text/plain').trim() ?? '';
    if (!/^https?:\/\/\S+$/i.test(text)) return false;
    this.#client.address(text);
    return true;
  }

  #file(): TemplateResult {
    return html`<div class="file">
      <label
        >A picture of yours: its middle square is taken<br /><input
          type="file"
          accept="image/*"
          @change=${(event: Event) => {
            const [file] = (event.target as HTMLInputElement).files ?? [];
            if (file) this.#client.picture(file, file.name);
          }}
      /></label>
    </div>`;
  }

  #address(): TemplateResult {
    const load = (event: Event) => {
      const form = (event.target as HTMLElement).closest('.file')!;
      const address = form.querySelector('input')!.value.trim();
      if (URL.canParse(address, document.baseURI) && address !== '') this.#client.address(address);
      else this.#client.failed(new KitError('invalid-argument', 'That is no address of a picture.'));
    };
    return html`<div class="file">
      <label class="address"
        >Address of a picture: its server must let other pages read it<br /><input
          type="url"
          placeholder="https://"
          @keydown=${(event: KeyboardEvent) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            load(event);
          }}
      /></label>
      <button class="btn" part="button" @click=${load}>Load</button>
    </div>`;
  }

  #camera(): TemplateResult {
    const { running } = this.#webcam;
    return html`<div class="file">
      ${running ? this.#webcam.render() : nothing}
      <div class="controls">
        ${
          running
            ? html`<button class="btn" part="button" @click=${() => void this.#try(() => this.#take())}>
                  Take a picture</button
                ><button class="btn plain" part="button" @click=${() => this.stop()}>Stop the camera</button>`
            : html`<button class="btn" part="button" @click=${() => void this.#try(() => this.#webcam.start())}>
                Start the camera
              </button>`
        }
      </div>
    </div>`;
  }

  #take(): void {
    this.#client.picture(this.#webcam.still(), 'a picture from the camera');
  }

  async #try(action: () => Promise<void> | void): Promise<void> {
    try {
      await action();
    } catch (thrown) {
      this.#client.failed(KitError.from(thrown));
    }
  }
}
