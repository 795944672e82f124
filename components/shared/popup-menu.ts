/**
 * The menu that a button opens: arrow keys, Home, End and first letters move, Escape and a press outside close, focus
 * returns to the button. For commands only, not for choosing a value (that is a select). The button is the caller's.
 */
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { hold, type Held } from './hold.js';

export interface MenuItem {
  readonly label: string;
  /** What comes out: "PNG, 2 ×". */
  readonly detail?: string;
  /** A hairline above. */
  readonly apart?: boolean;
  readonly run: () => void | Promise<void>;
}

export class PopupMenu implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #failed: (error: unknown) => void;
  readonly #button: Held<HTMLElement>;
  readonly #menu: Held<HTMLElement> = { element: undefined };
  #open = false;
  #above = false;

  /**
   * @param button opens the menu; must lie in the same positioned box as what `render` returns
   * @param failed hears what a command threw
   */
  constructor(host: ReactiveControllerHost & HTMLElement, button: Held<HTMLElement>, failed: (error: unknown) => void) {
    this.#host = host;
    this.#button = button;
    this.#failed = failed;
    host.addController(this);
  }

  get open(): boolean {
    return this.#open;
  }

  hostDisconnected(): void {
    this.shut(false);
  }

  /** Opens below its button, or above where there is no room; the item of that index has the focus. */
  async show(focus = 0): Promise<void> {
    this.#open = true;
    this.#above = false;
    document.addEventListener('pointerdown', this.#pressOutside, true);
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    const box = this.#menu.element?.getBoundingClientRect();
    const button = this.#button.element?.getBoundingClientRect();
    if (box !== undefined && button !== undefined && box.bottom > window.innerHeight && button.top > box.height) {
      this.#above = true;
      this.#host.requestUpdate();
      await this.#host.updateComplete;
    }
    this.#items.at(focus)?.focus();
  }

  shut(refocus: boolean): void {
    if (!this.#open) return;
    this.#open = false;
    this.#menu.element = undefined;
    document.removeEventListener('pointerdown', this.#pressOutside, true);
    if (refocus) this.#button.element?.focus();
    this.#host.requestUpdate();
  }

  render(items: readonly MenuItem[]): TemplateResult | typeof nothing {
    if (!this.#open) return nothing;
    return html`<div
      class=${this.#above ? 'menu above' : 'menu'}
      role="menu"
      part="menu"
      tabindex="-1"
      ${hold(this.#menu)}
      @keydown=${this.#key}
      @focusout=${this.#focusOut}
    >
      ${items.map(
        (item) =>
          html`${item.apart === true ? html`<div class="apart" role="separator"></div>` : nothing}
            <button role="menuitem" tabindex="-1" @click=${() => void this.#run(item)}>
              ${item.label}${item.detail === undefined ? nothing : html` <small>${item.detail}</small>`}
            </button>`,
      )}
    </div>`;
  }

  async #run(item: MenuItem): Promise<void> {
    this.shut(true);
    try {
      await item.run();
    } catch (error) {
      this.#failed(error);
    }
  }

  get #items(): HTMLElement[] {
    return [...(this.#menu.element?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  }

  readonly #pressOutside = (event: Event): void => {
    const path = event.composedPath();
    if (!path.includes(this.#menu.element!) && !path.includes(this.#button.element!)) this.shut(false);
  };

  readonly #focusOut = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof Node && !(currentTarget as Element).contains(relatedTarget)) this.shut(false);
  };

  readonly #key = (event: KeyboardEvent): void => {
    const items = this.#items;
    if (event.key === 'Tab') return this.shut(false);
    if (event.key === 'Escape') this.shut(true);
    else {
      const next = nextItem(items, items.indexOf(event.target as HTMLElement), event.key);
      if (next === undefined) return;
      items[next]?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  };
}

/** Where a key leads from item `at`; undefined for keys that are not the menu's. */
function nextItem(items: readonly HTMLElement[], at: number, key: string): number | undefined {
  const count = items.length;
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key.length !== 1 || key === ' ') return undefined;
  for (let step = 1; step <= count; step += 1) {
    const index = (at + step) % count;
    if (items[index]?.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()) === true) return index;
  }
  return undefined;
}
