/** For tests of elements: looks inside one, presses keys, waits for it, and hears what the console was told. */
import { aTimeout } from '@open-wc/testing';
import type { LitElement } from 'lit';

export { all, button, textOf, within } from '../../../stories/support/in-element.js';

/** Resolves after the element's observers have told it its size and place, and it has rendered them. */
export async function settled(host: LitElement): Promise<void> {
  for (let i = 0; i < 2; i += 1) {
    await new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)));
    await host.updateComplete;
  }
}

/** Resolves when `true` comes of `condition`, which is asked once a frame. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await aTimeout(16);
  }
}

export const press = (target: Element, key: string): boolean =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));

/** Hears everything that reaches the console or the window's error events until `stop`, which returns it. */
export function listenToConsole(): () => string[] {
  const heard: string[] = [];
  const methods = ['log', 'info', 'debug', 'warn', 'error'] as const;
  const originals = methods.map((method) => console[method]);
  methods.forEach((method) => {
    console[method] = (...values: unknown[]) => void heard.push(`${method}: ${values.join(' ')}`);
  });
  const onError = (event: Event) =>
    heard.push(`${event.type}: ${'reason' in event ? String(event.reason) : (event as ErrorEvent).message}`);
  window.addEventListener('error', onError);
  window.addEventListener('unhandledrejection', onError);
  return () => {
    methods.forEach((method, i) => {
      console[method] = originals[i]!;
    });
    window.removeEventListener('error', onError);
    window.removeEventListener('unhandledrejection', onError);
    return heard;
  };
}
