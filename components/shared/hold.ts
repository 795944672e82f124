/** Keeps hold of an element of a template: `ref` without the machinery for values that change where they belong. */
import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

export interface Held<E extends Element> {
  /** Undefined before the first render; whoever stops rendering the element clears it. */
  element: E | undefined;
}

class HoldDirective extends Directive {
  render(_held: Held<Element>): unknown {
    return noChange;
  }

  override update(part: ElementPart, [held]: [Held<Element>]): unknown {
    held.element = part.element;
    return noChange;
  }
}

/** `<div ${hold(this.#plot)}>` with `#plot: Held<HTMLElement> = {element: undefined}`. */
export const hold = directive(HoldDirective);
