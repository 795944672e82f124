/**
 * Loads each element when its tag first appears in the page, now or later. For pages that don't know which elements
 * their articles use; it does not look into the shadow roots of other components.
 */

const LOADERS: Readonly<Record<string, () => Promise<unknown>>> = {
  'class-maximiser': () => import('./class-maximiser/define.js'),
  'crop-robustness-plot': () => import('./crop-robustness-plot/define.js'),
  'feature-explorer': () => import('./feature-explorer/define.js'),
  'model-trainer': () => import('./model-trainer/define.js'),
  'param-counter': () => import('./param-counter/define.js'),
  'distill-panel': () => import('./distill-panel/define.js'),
  'saliency-map': () => import('./saliency-map/define.js'),
};
/** The tags that are looked for. */
export const TAGS: readonly string[] = Object.keys(LOADERS);
const SELECTOR = TAGS.join();
const waiting = new Set(TAGS);

function load(tag: string): void {
  if (!waiting.delete(tag)) return;
  // A file that did not arrive may arrive when the tag is next seen; until then its fallback content stays.
  LOADERS[tag]?.().catch(() => waiting.add(tag));
}

function look(root: Element): void {
  if (root.matches(SELECTOR)) load(root.localName);
  for (const element of root.querySelectorAll(SELECTOR)) load(element.localName);
}

// Nothing to look at where there is no document: a server that renders the page imports this module too.
if (typeof document !== 'undefined') {
  look(document.documentElement);
  new MutationObserver((mutations) => {
    for (const { addedNodes } of mutations) {
      for (const node of addedNodes) if (node instanceof Element) look(node);
    }
  }).observe(document.documentElement, { subtree: true, childList: true });
}
