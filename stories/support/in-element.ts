/** Finds what a reader would find inside an element: parts of its shadow tree, buttons by their words. */

/** The first match in the element's shadow tree; fails loudly if there is none. */
export function within<E extends Element = HTMLElement>(host: Element, selector: string): E {
  const found = host.shadowRoot?.querySelector<E>(selector);
  if (found === null || found === undefined) throw new Error(`${host.localName} has no ${selector}`);
  return found;
}

export const all = <E extends Element = HTMLElement>(host: Element, selector: string): E[] => [
  ...(host.shadowRoot?.querySelectorAll<E>(selector) ?? []),
];

/** The button whose words begin with `words`. */
export function button(host: Element, words: string): HTMLButtonElement {
  const found = all<HTMLButtonElement>(host, 'button').find((one) => textOf(one).startsWith(words));
  if (found === undefined) throw new Error(`${host.localName} has no button “${words}”`);
  return found;
}

/** Text as a reader sees it: one space between words. */
export const textOf = (element: Element): string => (element.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
