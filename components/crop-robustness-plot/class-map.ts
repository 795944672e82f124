/**
 * The map over a sweep: each view a cell in the colour of its class, stronger where the network is surer, with the
 * class's texture and two-letter code, so that colour is never the only carrier.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { codes, integer, percent } from '../shared/format.js';
import type { Swept } from './view.js';
import { amountWords, className, largest, ofView, TRANSFORM_WORDS } from './words.js';

/** px of the drawing, which is scaled to its container. */
const CELL = 28;
/** Smaller cells than this share of a map have no room for letters. */
const MOST_LETTERS = 15;
/** A sweep of one row is written like a text, in lines of so many. */
const LINE = 8;

/** Textures by class, as lines in a tile of 6 × 6; the ninth has none. */
const TEXTURES: readonly string[] = [
  'M1.5 1.5h.01M4.5 4.5h.01',
  'M-1 7L7 -1',
  'M-1 -1L7 7',
  'M3 0V6',
  'M0 3H6',
  'M3 0V6M0 3H6',
  'M-1 7L7 -1M-1 -1L7 7',
  'M3 3h.01',
  '',
  'M1 0V6M4 0V6',
];

export interface MapLayout {
  readonly across: number;
  readonly down: number;
}

export function layoutOf({ sweep }: Pick<Swept, 'sweep'>): MapLayout {
  const { rows, columns } = sweep;
  if (rows > 1 || columns <= LINE) return { across: columns, down: rows };
  return { across: LINE, down: Math.ceil(columns / LINE) };
}

/** `id` keeps the textures of several maps in one element apart. */
export function renderClassMap(
  swept: Swept,
  names: readonly string[],
  options: { readonly id: string; readonly selected?: number; readonly select?: (index: number) => void },
): TemplateResult {
  const { id, selected, select } = options;
  const { sweep } = swept;
  const { across, down } = layoutOf(swept);
  const short = codes(names);
  const tops = sweep.views.map((_, view) => largest(ofView(swept, view)));
  const letters = across <= MOST_LETTERS;
  const amounts = sweep.rows === 1 && sweep.columns > 1;
  const point = (event: PointerEvent) => {
    if (event.type === 'pointermove' && event.buttons === 0) return;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const along = (at: number, size: number, count: number) =>
      Math.min(count - 1, Math.max(0, Math.floor((at / size) * count)));
    const index =
      along(event.clientY - box.top, box.height, down) * across + along(event.clientX - box.left, box.width, across);
    select?.(Math.min(sweep.views.length - 1, index));
  };
  return html`<svg
    class="class-map"
    viewBox="0 0 ${across * CELL} ${down * CELL}"
    role="img"
    aria-label=${mapWords(swept, names)}
    @pointerdown=${point}
    @pointermove=${point}
  >
    <defs>
      ${[...new Set(tops.map((top) => top % TEXTURES.length))].map(
        (texture) =>
          svg`<pattern id="${id}-${texture}" width="6" height="6" patternUnits="userSpaceOnUse"><path class="texture"
            d=${TEXTURES[texture]!} /></pattern>`,
      )}
    </defs>
    ${tops.map((top, view) => {
      const [x, y] = [(view % across) * CELL, Math.floor(view / across) * CELL];
      const texture = top % TEXTURES.length;
      return svg`<rect x=${x + 0.5} y=${y + 0.5} width=${CELL - 1} height=${CELL - 1}
          fill="color-mix(in oklab, var(--_class-${top % 10}) ${shade(ofView(swept, view)[top] ?? 0)}%, var(--_ground))" />
        ${
          TEXTURES[texture] === ''
            ? nothing
            : svg`<rect x=${x + 0.5} y=${y + 0.5} width=${CELL - 1} height=${CELL - 1} fill="url(#${id}-${texture})" />`
        }
        ${
          letters
            ? svg`<text class=${view === selected ? 'on' : ''} x=${x + CELL / 2} y=${y + (amounts ? 13 : 18)}
                text-anchor="middle">${short[top]}</text>`
            : nothing
        }
        ${
          amounts
            ? svg`<text class="amount" x=${x + CELL / 2} y=${y + 23} text-anchor="middle">${amountWords(sweep.transform, sweep.views[view]!.x).replace('\u00a0', '')}</text>`
            : nothing
        }`;
    })}
    ${
      selected === undefined
        ? nothing
        : svg`<rect class="selected" x=${(selected % across) * CELL} y=${Math.floor(selected / across) * CELL}
            width=${CELL} height=${CELL} />`
    }
  </svg>`;
}

/** Per cent of the class's colour: paper at a third and below, so that ink stays legible on the surest. */
const shade = (probability: number): number => Math.round(10 + 48 * Math.max(0, (probability - 0.3) / 0.7));

/** "Predicted class of the 81 crops: ship 46, automobile 26 …". */
export function mapWords(swept: Swept, names: readonly string[]): string {
  const { sweep } = swept;
  const counts = new Map<number, number>();
  sweep.views.forEach((_, view) => {
    const top = largest(ofView(swept, view));
    counts.set(top, (counts.get(top) ?? 0) + 1);
  });
  const list = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([top, count]) => `${className({ classNames: names }, top)} ${integer(count)}`);
  const { many } = TRANSFORM_WORDS[sweep.transform];
  return `Predicted class of the ${integer(sweep.views.length)} ${many}: ${list.join(', ')}. ${percent(swept.image.stability.agreement, 0)} agree with the whole image.`;
}
