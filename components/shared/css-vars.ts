/**
 * Sets style properties of one element through the CSSOM. Not `styleMap`: its first render writes a style attribute,
 * which a page's Content-Security-Policy without 'unsafe-inline' refuses.
 */
import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

export type CssVars = Readonly<Record<string, string | number | undefined>>;

class CssVarsDirective extends Directive {
  #set = new Map<string, string>();

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('cssVars belongs in the tag: <i ${cssVars({…})}>');
  }

  render(_vars: CssVars): unknown {
    return noChange;
  }

  override update(part: ElementPart, [vars]: [CssVars]): unknown {
    const { style } = part.element as HTMLElement | SVGElement;
    for (const name of this.#set.keys()) {
      if (vars[name] === undefined) {
        style.removeProperty(name);
        this.#set.delete(name);
      }
    }
    for (const [name, value] of Object.entries(vars)) {
      if (value === undefined || this.#set.get(name) === String(value)) continue;
      style.setProperty(name, String(value));
      this.#set.set(name, String(value));
    }
    return noChange;
  }
}

/** `<i ${cssVars({'--v': '40%', width: '3px'})}></i>`: CSS property names, also custom ones. */
export const cssVars = directive(CssVarsDirective);
