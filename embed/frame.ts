/**
 * The script of cdn/frame.html, a page that holds one element and is made to be framed: course platforms that let
 * authors write no script let them paste an iframe. The address says which element with which attributes:
 * `frame.html?element=saliency-map&src=baseline-slim`. With `host=https://the.page` it tells that page, and no other,
 * how tall it is.
 */
import { TAGS } from '../components/autoloader.js';
import { isAsk, type HeightMessage } from './messages.js';

const query = new URLSearchParams(location.search);
const RESERVED = new Set(['element', 'host', 'scheme', 'lang']);

/** An attribute that sets something of the element; nothing that runs or styles. */
const isSetting = (name: string) => /^[a-z][a-z-]*$/.test(name) && !name.startsWith('on') && name !== 'style';

function fill(): void {
  const tag = query.get('element') ?? '';
  const main = document.querySelector('main')!;
  if (!TAGS.includes(tag)) {
    main.textContent = `The address of this frame must name an element: ?element=… with one of ${TAGS.join(', ')}.`;
    return;
  }
  const element = document.createElement(tag);
  for (const [name, value] of query) if (!RESERVED.has(name) && isSetting(name)) element.setAttribute(name, value);
  main.replaceChildren(element);
}

function tellHeight(host: string): void {
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    parent.postMessage({ type: 'convnet-elements:height', height } satisfies HeightMessage, host);
  };
  new ResizeObserver(tell).observe(document.documentElement);
  addEventListener('message', ({ source, origin, data }) => {
    if (source === parent && origin === host && isAsk(data)) tell();
  });
}

/** The origin that may know the height, if the address names one; anything but an origin is nobody's. */
function hostOrigin(): string | undefined {
  const host = query.get('host');
  if (host === null || parent === window) return undefined;
  try {
    const { origin, protocol } = new URL(host);
    return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
  } catch {
    return undefined;
  }
}

const scheme = query.get('scheme');
document.documentElement.style.colorScheme = scheme === 'light' || scheme === 'dark' ? scheme : 'light dark';
document.documentElement.lang = query.get('lang') ?? 'en';
fill();
const host = hostOrigin();
if (host !== undefined) tellHeight(host);
