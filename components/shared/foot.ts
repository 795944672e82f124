/**
 * The foot of a figure, the same in every element: disclosures ("How it is computed", "Numbers as a table" …) at the
 * start, the export menu at the end, the open panels below. What is in a panel is made only while it is open.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { chevronIcon, exportIcon } from './icons.js';
import { PopupMenu, type MenuItem } from './popup-menu.js';

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
  readonly #menu: PopupMenu;
  readonly #open = new Set<string>();

  constructor(host: ReactiveControllerHost & HTMLElement, exportFailed: (error: unknown) => void) {
    this.#host = host;
    this.#menu = new PopupMenu(host, exportFailed);
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
        ${
          exports.length === 0
            ? nothing
            : html`<span class="push">${this.#menu.render(html`${exportIcon()}Export`, exports)}</span>`
        }
      </div>
      ${panels.map(
        ({ id, content, kind = 'prose' }) =>
          html`<div id="panel-${id}" class=${kind === 'prose' ? 'panel' : 'panel plain'} ?hidden=${!this.#open.has(id)}>
            ${this.#open.has(id) ? content() : nothing}
          </div>`,
      )}`;
  }
}
