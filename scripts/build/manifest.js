/** What the generators of editor data and framework types read from custom-elements.json. Reading only. */

/**
 * The elements of a custom elements manifest, sorted by tag; a property is what a page may set and no attribute names.
 */
export function elementsOf(manifest) {
  return manifest.modules
    .flatMap(({ path, declarations = [] }) =>
      declarations
        .filter(({ customElement, tagName }) => customElement && tagName)
        .map((declaration) => ({
          tag: declaration.tagName,
          className: declaration.name,
          /** Of the class's module, as published: `components/<tag>/<tag>`. */
          module: path.replace(/\.ts$/, ''),
          description: declaration.description ?? '',
          attributes: declaration.attributes ?? [],
          properties: (declaration.members ?? []).filter(({ kind, readonly }) => kind === 'field' && !readonly),
          events: declaration.events ?? [],
          slots: declaration.slots ?? [],
          cssParts: declaration.cssParts ?? [],
          cssProperties: declaration.cssProperties ?? [],
        })),
    )
    .sort((a, b) => a.tag.localeCompare(b.tag));
}

/** The values of an enumeration such as `"a" | "b"`; empty for any other type. */
export function valuesOf({ type }) {
  const parts = (type?.text ?? '').split('|').map((part) => part.trim());
  return parts.every((part) => /^"[^"]*"$/.test(part)) ? parts.map((part) => part.slice(1, -1)) : [];
}
