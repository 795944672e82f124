/**
 * Registers only the elements that a page uses, when they first appear in its document: the small first script for a
 * page that shows one figure. Tags inside other components' shadow roots are not seen; import those by name.
 */
const LOADERS: Readonly<Record<string, () => Promise<unknown>>> = {
  'model-trainer': () => import('./model-trainer/define.js'),
};
const SELECTOR = Object.keys(LOADERS).join(',');

/** Loads what `root` and everything below it needs. Resolves when all of it is registered. */
export async function discover(root: ParentNode & Node = document): Promise<void> {
  const found = [...root.querySelectorAll(SELECTOR)].map(({ localName }) => localName);
  if (root instanceof Element) found.push(root.localName);
  const missing = [...new Set(found)].filter((tag) => customElements.get(tag) === undefined);
  await Promise.all(missing.map(async (tag) => LOADERS[tag]?.()));
}

const observer = new MutationObserver((records) => {
  for (const { addedNodes } of records) {
    for (const node of addedNodes) if (node instanceof Element) void discover(node);
  }
});
observer.observe(document, { childList: true, subtree: true });
void discover();
