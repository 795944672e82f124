/**
 * The foot of a figure, the same in every element: disclosures ("How it is computed", "Numbers as a table" …) at the
 * start, the export menu at the end, the open panels below. What is in a panel is made only while it is open.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { Deferred } from './deferred.js';
import { hold, type Held } from './hold.js';
import { chevronIcon, exportIcon } from './icons.js';
import type { MenuItem, PopupMenu } from './popup-menu.js';

export interface FootPanel {
  /** Unique in the element. */
  readonly id: string;
  readonly label: string;
  /** `prose` has a hairline at its start; `plain` is for tables and forms. Default prose. */
  readonly kind?: 'prose' | 'plain';
  readonly content: () => unknown;
}

export class Foot {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #button: Held<HTMLElement> = { element: undefined };
  readonly #open = new Set<string>();
  /** Nobody needs it before the button is pressed. */
  readonly #menuCode: Deferred<PopupMenu>;
  #menu: PopupMenu | undefined;

  /** `failed` hears what an export threw. */
  constructor(host: ReactiveControllerHost & HTMLElement, failed: (error: unknown) => void) {
    this.#host = host;
    const load = async () => new (await import('./popup-menu.js')).PopupMenu(host, this.#button, failed);
    this.#menuCode = new Deferred(host, load, failed);
  }

  toggle(id: string, open = !this.#open.has(id)): void {
    if (open) this.#open.add(id);
    else this.#open.delete(id);
    this.#host.requestUpdate();
  }

  render(panels: readonly FootPanel[], exports: readonly MenuItem[]): TemplateResult {
    return html`<div class="foot" part="foot">
        ${panels.map(
          ({ id, label }) =>
            html`<button
              class="disc"
              aria-expanded=${this.#open.has(id)}
              aria-controls="panel-${id}"
              @click=${() => this.toggle(id)}
            >
              ${chevronIcon()}${label}
            </button>`,
        )}
        ${exports.length === 0 ? nothing : this.#exportMenu(exports)}
      </div>
      ${panels.map(
        ({ id, content, kind = 'prose' }) =>
          html`<div id="panel-${id}" class=${kind === 'prose' ? 'panel' : 'panel plain'} ?hidden=${!this.#open.has(id)}>
            ${this.#open.has(id) ? content() : nothing}
          </div>`,
      )}`;
  }

  #exportMenu(items: readonly MenuItem[]): TemplateResult {
    const open = this.#menu?.open ?? false;
    return html`<span class="push menu-anchor screen-only">
      <button
        class="btn plain"
        part="menu-button"
        aria-haspopup="menu"
        aria-expanded=${open}
        ${hold(this.#button)}
        @click=${() => (open ? this.#menu?.shut(true) : void this.#showMenu(0))}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          void this.#showMenu(event.key === 'ArrowDown' ? 0 : -1);
        }}
      >
        ${exportIcon()}Export
      </button>
      ${this.#menu?.render(items)}
    </span>`;
  }

  async #showMenu(focus: number): Promise<void> {
    void this.#menuCode.value;
    await this.#menuCode.settled;
    this.#menu = this.#menuCode.value;
    await this.#menu?.show(focus);
  }
}
