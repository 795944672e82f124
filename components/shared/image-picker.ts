/**
 * Lets a reader choose the image that an element looks at: held-out samples by class, or a picture of their own, shown as
 * the network sees it. One part for all elements; it chooses, the element decides what to do with it.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { KitError } from '../../core/index.js';
import type { ModelSession, PlainTensor, SeenBatch } from '../../core/index.js';
import { cssVars } from './css-vars.js';
import { JobController } from './job-controller.js';
import { fitPicture, type Pixels, resized } from './fit-picture.js';
import { pictureAt } from './images.js';
import { PictureSources, SOURCES } from './picker-sources.js';
import { pixels } from './pixel-image.js';

export { imagePickerStyles } from './image-picker.styles.js';

/** An image to look at. */
export interface Picked {
  /** uint8 RGB, [h, w, 3]. */
  readonly pixels: PlainTensor<Uint8Array>;
  /** Its place among the held-out images; undefined for a picture of the reader's. */
  readonly index?: number;
  /** Name of its true class, where somebody knows. */
  readonly truth?: string;
  /** "held-out image 17", or the name of the file. */
  readonly name: string;
}

export interface PickerClient {
  session(): ModelSession | undefined;
  /** [height, width] that the network takes. */
  size(): readonly [number, number];
  shown(): Picked | undefined;
  picked(picture: Picked): void;
}

const TABS = { samples: 'Samples', ...SOURCES } as const;
type Tab = keyof typeof TABS;

/** Images of each class on one page of samples. */
const ROWS = 2;

interface Samples extends SeenBatch {
  readonly indices: readonly number[];
}

export class ImagePicker {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #client: PickerClient;
  readonly #samples: JobController<Samples>;
  readonly #sources: PictureSources;
  #open = false;
  #tab: Tab = 'samples';
  #page = 0;
  #over = false;
  #problem: KitError | undefined;
  #fetching: AbortController | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, client: PickerClient) {
    this.#host = host;
    this.#client = client;
    this.#samples = new JobController<Samples>(host, {
      key: () =>
        this.#open && this.#tab === 'samples' ? `${client.session()?.snapshot.dataset.name}/${this.#page}` : undefined,
      subject: () => '',
      run: ({ signal }) => this.#load(signal),
      looked: () => client.session() !== undefined,
      follows: () => false,
      failed: (error) => this.#say(error),
    });
    this.#sources = new PictureSources(host, {
      picture: (picture, name) => void this.#pickPicture(picture, name),
      address: (address) => void this.#pickAddress(address),
      failed: (error) => this.#say(error),
    });
  }

  get open(): boolean {
    return this.#open;
  }

  toggle(open = !this.#open): void {
    this.#open = open;
    this.#problem = undefined;
    if (!open) this.#sources.stop();
    // A paste happens where the focus is, which may be on the button that opened the panel.
    if (open) this.#host.addEventListener('paste', this.#paste);
    else this.#host.removeEventListener('paste', this.#paste);
    this.#host.requestUpdate();
  }

  /** The panel; nothing while it is shut. */
  render(id: string): TemplateResult | typeof nothing {
    if (!this.#open) return nothing;
    const shown = this.#client.shown();
    const [height, width] = this.#client.size();
    return html`<div
      id=${id}
      class="picker ${this.#over ? 'over' : ''}"
      role="group"
      aria-label="Choose an image"
      part="picker"
      @keydown=${this.#keys}
      @dragover=${this.#drag}
      @dragleave=${this.#drag}
      @drop=${this.#drop}
    >
      <div class="controls">
        <span class="tabs">
          ${(Object.keys(TABS) as Tab[]).map(
            (tab) =>
              html`<button aria-pressed=${tab === this.#tab} @click=${() => this.#choose(tab)}>${TABS[tab]}</button>`,
          )}
        </span>
        ${
          this.#tab === 'samples'
            ? html`<button class="btn plain push" @click=${() => this.#turn()}>Other samples</button>`
            : nothing
        }
      </div>
      <div class="body">
        <div>
          ${this.#tab === 'samples' ? this.#renderSamples() : this.#sources.render(this.#tab)}
          ${
            this.#problem === undefined
              ? html`<p class="cap">Or drop or paste a picture here. Pictures never leave the page.</p>`
              : html`<p class="cap error" role="alert">${this.#problem.message}</p>`
          }
        </div>
        <figure class="preview">
          <canvas
            class="px"
            role="img"
            aria-label=${shown?.name ?? 'no image yet'}
            ${pixels(shown && { pixels: shown.pixels })}
          ></canvas>
          <figcaption class="cap">as the network sees it: ${width} × ${height} pixels</figcaption>
        </figure>
      </div>
    </div>`;
  }

  #renderSamples(): TemplateResult {
    const names = this.#client.session()?.snapshot.dataset.classNames ?? [];
    const samples = this.#samples.current;
    const chosen = this.#client.shown()?.index;
    const focusable = Math.max(0, samples?.indices.indexOf(chosen ?? -1) ?? 0);
    return html`<div class="samples" ${cssVars({ '--classes': names.length })}>
      ${names.map((name) => html`<span class="name" aria-hidden="true">${name}</span>`)}
      ${Array.from({ length: ROWS * names.length }, (_, i) => {
        const index = samples?.indices[i];
        const name = names[samples?.labels[i] ?? -1] ?? '';
        return index === undefined
          ? html`<canvas class="px" aria-hidden="true" ${pixels(undefined)}></canvas>`
          : html`<button
              aria-pressed=${index === chosen}
              aria-label="${name}, held-out image ${index}"
              tabindex=${i === focusable ? 0 : -1}
              @click=${() => void this.#pickSample(samples!, i)}
            >
              <canvas class="px" ${pixels({ pixels: samples!.images, index: i })}></canvas>
            </button>`;
      })}
    </div>`;
  }

  #choose(tab: Tab): void {
    this.#tab = tab;
    this.#problem = undefined;
    this.#sources.stop();
    this.#host.requestUpdate();
  }

  #turn(): void {
    this.#page += 1;
    this.#samples.gesture();
    this.#host.requestUpdate();
  }

  async #load(signal: AbortSignal): Promise<Samples> {
    const session = this.#client.session()!;
    const { classNames } = session.snapshot.dataset;
    const { data: labels } = await session.ask('dataset.labels', { split: 'test' }, { signal, priority: 'gesture' });
    const byClass = classNames.map((_, label) => indicesOf(labels, label));
    const indices = Array.from({ length: ROWS }, (_, row) =>
      byClass.flatMap((all) => (all.length === 0 ? [] : [all[(ROWS * this.#page + row) % all.length]!])),
    ).flat();
    const batch = await session.ask('dataset.samples', { split: 'test', indices }, { signal, priority: 'gesture' });
    return { ...batch, indices };
  }

  async #pickSample({ images, labels, indices }: Samples, i: number): Promise<void> {
    const [, height = 0, width = 0, channels = 0] = images.shape;
    const size = height * width * channels;
    const sample = { data: images.data.slice(i * size, (i + 1) * size), shape: [height, width, channels] };
    const session = this.#client.session()!;
    await this.#pick({
      pixels: () => resized(session, sample, this.#client.size(), { priority: 'gesture' }),
      index: indices[i]!,
      truth: session.snapshot.dataset.classNames[labels[i]!],
      name: `held-out image ${indices[i]}`,
    });
  }

  async #pickPicture(picture: Blob, name: string): Promise<void> {
    const session = this.#client.session();
    if (session === undefined) return;
    const pixels = () => fitPicture(session, picture, name, this.#client.size(), { priority: 'gesture' });
    await this.#pick({ pixels, name });
  }

  async #pickAddress(address: string): Promise<void> {
    const session = this.#client.session();
    if (session === undefined) return;
    this.#fetching?.abort();
    const { signal } = (this.#fetching = new AbortController());
    const name = address.replace(/[?#].*$/, '').replace(/^.*\//, '') || address;
    const pixels = async () => (await pictureAt(session, address, { signal, priority: 'gesture' })).pixels;
    await this.#pick({ pixels, name });
  }

  async #pick({ pixels: fit, ...rest }: Omit<Picked, 'pixels'> & { pixels: () => Promise<Pixels> }): Promise<void> {
    try {
      const fitted = await fit();
      this.#problem = undefined;
      this.#client.picked({ pixels: fitted, ...rest });
    } catch (thrown) {
      this.#say(KitError.from(thrown));
    }
    this.#host.requestUpdate();
  }

  #say(problem: KitError): void {
    // Another picture was asked for meanwhile.
    if (problem.code === 'aborted') return;
    this.#problem = problem;
    this.#host.requestUpdate();
  }

  readonly #keys = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      this.toggle(false);
      this.#host.shadowRoot?.querySelector<HTMLElement>('[aria-controls="picker"]')?.focus();
      return;
    }
    const step = this.#stepOf(event.key);
    const button = event.target as HTMLElement;
    const buttons = [...(button.closest('.samples')?.querySelectorAll('button') ?? [])];
    const next = buttons[buttons.indexOf(button as HTMLButtonElement) + (step ?? NaN)];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };

  #stepOf(key: string): number | undefined {
    const columns = this.#client.session()?.snapshot.dataset.classNames.length ?? 1;
    return { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
  }

  readonly #drag = (event: DragEvent): void => {
    event.preventDefault();
    this.#over = event.type === 'dragover';
    this.#host.requestUpdate();
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.#over = false;
    const [file] = event.dataTransfer?.files ?? [];
    if (file) void this.#pickPicture(file, file.name);
  };

  readonly #paste = (event: ClipboardEvent): void => {
    // In a field the text is for the field.
    if (event.composedPath()[0] instanceof HTMLInputElement) return;
    if (this.#sources.paste(event.clipboardData)) event.preventDefault();
  };
}

function indicesOf(labels: Int32Array, label: number): number[] {
  const found: number[] = [];
  labels.forEach((value, index) => {
    if (value === label) found.push(index);
  });
  return found;
}
