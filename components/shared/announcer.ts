/**
 * The page's one polite live region. All elements of the kit speak through it, so that several figures on a page do
 * not talk over each other. Only for changes of state; running numbers are never read out.
 */
const MARK = 'data-convnet-announcer';

/** A screen reader drops a text that is replaced at once; so many ms apart each is heard. */
const GAP_MS = 900;

const waiting: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** Has `sentence` read out when the reader's software is idle. Repeats of what already waits are dropped. */
export function announce(sentence: string): void {
  if (waiting.includes(sentence)) return;
  waiting.push(sentence);
  timer ??= setTimeout(speak, 0);
}

function speak(): void {
  const sentence = waiting.shift();
  if (sentence === undefined) {
    timer = undefined;
    return;
  }
  region().textContent = sentence;
  timer = setTimeout(speak, GAP_MS);
}

function region(): Element {
  const found = document.querySelector(`[${MARK}]`);
  if (found !== null) return found;
  const made = document.createElement('div');
  made.setAttribute(MARK, '');
  made.setAttribute('role', 'status');
  // Through the CSSOM: a style attribute would meet the page's Content-Security-Policy.
  Object.assign(made.style, {
    position: 'absolute',
    inlineSize: '1px',
    blockSize: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  });
  document.body.append(made);
  return made;
}
