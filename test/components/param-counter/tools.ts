/** Makes a counter and reads it as a reader would. */
import { fixture, html } from '@open-wc/testing';
import '../../../components/param-counter/define.js';
import type { ParamCounter } from '../../../components/param-counter/param-counter.js';
import { all, textOf, within } from '../shared/element-tools.js';

/** A counter with the given attributes, complete with everything that loads. */
export async function counter(attributes: Readonly<Record<string, string>> = {}): Promise<ParamCounter> {
  const host = await fixture<HTMLElement>(html`<div></div>`);
  const element = document.createElement('param-counter');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  host.append(element);
  await element.updateComplete;
  return element;
}

export const says = (element: Element, part: string): string =>
  textOf(within(element, `[part=${part}]`)).replaceAll(/[\u00a0\u2009]/g, ' ');

/** Cells of the layer table's rows that can be seen, as words. */
export function rowsOf(element: Element): readonly (readonly string[])[] {
  return all<HTMLTableRowElement>(element, 'table.layers tbody tr')
    .filter((row) => row.checkVisibility())
    .map((row) => [...row.cells].map((cell) => textOf(cell).replaceAll(/[\u00a0\u2009]/g, ' ')));
}

export const rowNames = (element: Element): readonly string[] => rowsOf(element).map(([name]) => name!);

/** Name of the selected row. */
export const selectedRow = (element: Element): string =>
  textOf(within(element, 'table.layers tr.on th')).replaceAll('\u00a0', ' ');

export const rowButton = (element: Element, name: string): HTMLButtonElement => {
  const found = all<HTMLButtonElement>(element, 'table.layers tbody button').find(
    (button) => textOf(button).replaceAll('\u00a0', ' ') === name,
  );
  if (found === undefined) throw new Error(`there is no row ${name}`);
  return found;
};

/** Sets a field as a reader does. */
export function enter(input: HTMLInputElement, value: string): void {
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
}
