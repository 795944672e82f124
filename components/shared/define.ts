/**
 * Registers tags, but only if they are free: two copies of the library on one page, or a page that already has a tag
 * of that name, must not break each other.
 */

/** Defines `tag` unless it is taken; true when it now stands for `constructor`. */
export function defineElement(tag: string, constructor: CustomElementConstructor): boolean {
  const taken = customElements.get(tag);
  if (taken !== undefined) return taken === constructor;
  customElements.define(tag, constructor);
  return true;
}

/** The same element under another name; a constructor can stand for one tag only, hence the subclass. */
export function defineAlias(tag: string, constructor: CustomElementConstructor): boolean {
  if (customElements.get(tag) !== undefined) return false;
  customElements.define(tag, class extends constructor {});
  return true;
}
