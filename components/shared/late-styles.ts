/** Style sheets of a part that arrives in a chunk of its own: added to those that its element has, each once. */
import { adoptStyles, type CSSResultOrNative, type LitElement } from 'lit';

const known = new WeakMap<LitElement, readonly CSSResultOrNative[]>();

export function addStyles(host: LitElement, styles: readonly CSSResultOrNative[]): void {
  const { elementStyles } = host.constructor as typeof LitElement;
  const all = [...new Set([...(known.get(host) ?? elementStyles), ...styles])];
  known.set(host, all);
  adoptStyles(host.renderRoot as ShadowRoot, all);
}
