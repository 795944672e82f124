/**
 * Knows whether the host is worth drawing: near the viewport, in a tab that is shown. Printing counts as being seen.
 * It decides nothing; hosts ask it before they fetch, start or draw.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Half a usual screen: enough to be drawn before it scrolls in, little enough to start nothing far below. */
const MARGIN_PX = 300;

export class VisibilityController implements ReactiveController {
  /** Within MARGIN_PX of the viewport. */
  near = false;
  readonly #host: ReactiveControllerHost & Element;
  readonly #onChange: (() => void) | undefined;
  #observer: IntersectionObserver | undefined;

  constructor(host: ReactiveControllerHost & Element, onChange?: () => void) {
    this.#host = host;
    this.#onChange = onChange;
    host.addController(this);
  }

  /** Near the viewport, in a tab that is shown. */
  get visible(): boolean {
    return this.near && document.visibilityState === 'visible';
  }

  hostConnected(): void {
    if (typeof IntersectionObserver === 'undefined') this.near = true;
    else {
      this.#observer = new IntersectionObserver(
        (entries) => {
          this.near = entries.at(-1)?.isIntersecting ?? false;
          this.#changed();
        },
        { rootMargin: `${MARGIN_PX}px` },
      );
      this.#observer.observe(this.#host);
    }
    document.addEventListener('visibilitychange', this.#changed);
    window.addEventListener('beforeprint', this.#print);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.near = false;
    document.removeEventListener('visibilitychange', this.#changed);
    window.removeEventListener('beforeprint', this.#print);
  }

  readonly #changed = (): void => {
    this.#onChange?.();
    if (this.visible) this.#host.requestUpdate();
  };

  readonly #print = (): void => this.#host.requestUpdate();
}
