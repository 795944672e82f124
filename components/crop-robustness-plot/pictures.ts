/** The main part: the image with the window on it, the map, and the view as the network sees it with its probabilities. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { footprint, viewOf } from '../../core/index.js';
import type { PlainTensor, Sweep } from '../../core/index.js';
import { cssVars } from '../shared/css-vars.js';
import { percent } from '../shared/format.js';
import { pixels } from '../shared/pixel-image.js';
import type { Picked } from '../shared/image-picker.js';
import { renderClassMap } from './class-map.js';
import type { Actions, Swept, View } from './view.js';
import { className, largest, ofView, placeWords, spoken, TRANSFORM_WORDS } from './words.js';

export function renderPictures(view: View, actions: Actions): TemplateResult {
  const { snapshot, swept, picked, selected } = view;
  const names = snapshot.classNames;
  return html`<div class="cr">
    <figure>
      ${renderWindow(view, actions)}
      <figcaption class="cap">${swept ? windowWords(swept.sweep) : 'The image is on its way.'}</figcaption>
    </figure>
    <figure part="map" class="map">
      ${
        swept === undefined
          ? html`<div class="class-map empty" aria-hidden="true"></div>`
          : renderClassMap(swept, names, { id: 'main', selected, select: (index) => actions.select(index) })
      }
      <figcaption class="cap">
        Predicted class ${swept?.sweep.rows === 1 ? 'of each view' : 'at each position'}. Stronger colour: surer.
      </figcaption>
    </figure>
    ${renderSeen(picked, swept, selected, names)}
  </div>`;
}

/** The image, what the window leaves out under a veil, the window's edge; one slider for pointer and keys. */
function renderWindow({ snapshot, swept, picked, selected }: View, actions: Actions): TemplateResult {
  const sweep = swept?.sweep;
  const view = sweep?.views[selected];
  const corners = sweep && view && footprint(sweep, view).map(([x, y]) => `${x} ${y}`);
  return html`<div
    class="pic"
    part="image"
    role="slider"
    tabindex=${swept === undefined ? -1 : 0}
    aria-label=${sweep?.rows === 1 ? `${TRANSFORM_WORDS[sweep.transform].one} of the image` : 'Position of the window'}
    aria-valuemin="0"
    aria-valuemax=${(sweep?.views.length ?? 1) - 1}
    aria-valuenow=${selected}
    aria-valuetext=${swept ? spoken(swept, snapshot.classNames, selected) : 'no answers yet'}
    aria-disabled=${swept === undefined}
    @keydown=${(event: KeyboardEvent) => sweep && step(event, sweep, selected, actions)}
    @pointerdown=${(event: PointerEvent) => sweep && drag(event, sweep, selected, actions)}
  >
    <canvas class="px" aria-hidden="true" ${pixels(picked && { pixels: picked.pixels })}></canvas>
    ${
      corners === undefined
        ? nothing
        : html`<svg class="win" viewBox="0 0 ${sweep!.width} ${sweep!.height}" aria-hidden="true">
            ${svg`<path class="veil" fill-rule="evenodd" d="M0 0H${sweep!.width}V${sweep!.height}H0ZM${corners.join('L')}Z" />
              <path class="edge out" d="M${corners.join('L')}Z" /><path class="edge" d="M${corners.join('L')}Z" />`}
          </svg>`
    }
  </div>`;
}

function windowWords({ rows, transform }: Sweep): string {
  if (rows > 1) return 'Drag the window, or use the arrow keys.';
  return transform === 'mirror' ? 'Press the arrow keys to mirror it.' : 'Drag sideways, or use the arrow keys.';
}

/** A shifted image shows what lies on the other side: the window goes against the shift. */
const direction = ({ transform }: Sweep): number => (transform === 'shifts' ? -1 : 1);

const KEYS: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function step(event: KeyboardEvent, sweep: Sweep, selected: number, actions: Actions): void {
  const { rows, columns, views } = sweep;
  const ends: Readonly<Record<string, number>> = { Home: 0, End: views.length - 1 };
  const by = KEYS[event.key];
  if (by === undefined && !(event.key in ends)) return;
  event.preventDefault();
  if (by === undefined) {
    actions.select(ends[event.key]!);
    return;
  }
  // In a sweep of one row up and down mean more and less, as in any slider.
  const [right, down] = rows > 1 ? by : [by[0] - by[1], 0];
  actions.select(moved(sweep, selected, right * direction(sweep), down * direction(sweep), columns, rows));
}

function moved(_sweep: Sweep, from: number, right: number, down: number, columns: number, rows: number): number {
  const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
  return clamp(Math.floor(from / columns) + down, rows - 1) * columns + clamp((from % columns) + right, columns - 1);
}

function drag(event: PointerEvent, sweep: Sweep, selected: number, actions: Actions): void {
  const pic = event.currentTarget as HTMLElement;
  const box = pic.getBoundingClientRect();
  const [startX, startY] = [event.clientX, event.clientY];
  // Along a grid the window stays under the pointer; a sweep of one row is as long as the image is wide.
  const pitch = sweep.rows > 1 ? (box.width / sweep.width) * sweep.stride : box.width / sweep.columns;
  const move = (now: PointerEvent) => {
    const right = Math.round((now.clientX - startX) / pitch) * direction(sweep);
    const down = sweep.rows > 1 ? Math.round((now.clientY - startY) / pitch) * direction(sweep) : 0;
    actions.select(moved(sweep, selected, right, down, sweep.columns, sweep.rows));
  };
  const end = () => {
    pic.removeEventListener('pointermove', move);
    pic.removeEventListener('pointerup', end);
    pic.removeEventListener('pointercancel', end);
  };
  pic.setPointerCapture(event.pointerId);
  pic.addEventListener('pointermove', move);
  pic.addEventListener('pointerup', end);
  pic.addEventListener('pointercancel', end);
}

/** Views that were drawn, by picture: the same pixels for the same view, so that nothing is painted twice. */
const drawn = new WeakMap<
  PlainTensor<Uint8Array>,
  { readonly sweep: Sweep; readonly views: Map<number, PlainTensor<Uint8Array>> }
>();

export function seenPixels(picked: Picked, sweep: Sweep, index: number): PlainTensor<Uint8Array> {
  let known = drawn.get(picked.pixels);
  if (known?.sweep !== sweep) drawn.set(picked.pixels, (known = { sweep, views: new Map() }));
  const pixelsOf = known.views.get(index) ?? viewOf(picked.pixels, sweep, index);
  known.views.set(index, pixelsOf);
  return pixelsOf;
}

function renderSeen(
  picked: Picked | undefined,
  swept: Swept | undefined,
  selected: number,
  names: readonly string[],
): TemplateResult {
  const own = swept && ofView(swept, selected);
  const top = own && largest(own);
  const order = names.map((_, c) => c).sort((a, b) => (own?.[b] ?? 0) - (own?.[a] ?? 0));
  const shown = swept && picked && seenPixels(picked, swept.sweep, selected);
  const word = swept ? TRANSFORM_WORDS[swept.sweep.transform].one : 'crop';
  const place =
    swept === undefined ? '' : swept.sweep.rows > 1 ? ` ${selected}` : ` ${placeWords(swept.sweep, selected)}`;
  const label = `${word.charAt(0).toUpperCase()}${word.slice(1)}${place}, as the network sees it`;
  return html`<figure class="seen" part="seen">
    <canvas class="px" role="img" aria-label=${label} ${pixels(shown && { pixels: shown })}></canvas>
    <div>
      <figcaption class="cap">${label}</figcaption>
      <ul class="bars" part="classes" aria-label="Probability of each class">
        ${order
          .slice(0, 10)
          .map(
            (c) =>
              html`<li
                class=${c === top ? 'top' : ''}
                ${cssVars({ '--v': `${100 * (own?.[c] ?? 0)}%`, '--bar': `var(--_class-${c % 10})` })}
              >
                <span>${className({ classNames: names }, c)}</span><span>${own ? percent(own[c] ?? 0, 0) : '–'}</span>
              </li>`,
          )}
      </ul>
    </div>
  </figure>`;
}
