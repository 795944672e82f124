/**
 * What makes a channel fire: the strongest answers over held-out images, cut to what the unit sees, the classes that they
 * are of, and beside them an image that was optimised to excite the channel.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { boxOf } from '../../core/index.js';
import type { Box, LayerSurvey, PlainTensor } from '../../core/index.js';
import { cssVars } from '../shared/css-vars.js';
import { counted, integer } from '../shared/format.js';
import type { Picked } from '../shared/image-picker.js';
import { pixels } from '../shared/pixel-image.js';
import type { LayerChoice } from './layers.js';
import type { Actions, Beside, Surveyed, View } from './view.js';
import { answer } from './words.js';

/** What the network takes zeros for, which is what convolutions put past the edge. */
const GREY = 128;

export interface Patch {
  readonly picked: Picked;
  readonly box: Box;
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** The strongest answers of a channel that are above nothing, strongest first. */
export function patchesOf({ picked, layers }: Surveyed, layer: LayerChoice, channel: number): readonly Patch[] {
  const found = layers[layer.shown.name];
  if (found === undefined) return [];
  return ranksOf(found)
    .map((rank) => channel * found.top + rank)
    .flatMap((at) => {
      const value = found.values[at]!;
      if (layer.rectified && value === 0) return [];
      const [row, column] = [Math.floor(found.positions[at]! / found.width), found.positions[at]! % found.width];
      const own = picked[found.images[at]!]!;
      return [{ picked: own, box: fieldOf(layer, own.pixels, row, column), row, column, value }];
    });
}

const ranksOf = ({ top }: LayerSurvey): number[] => Array.from({ length: top }, (_, rank) => rank);

function fieldOf({ shown }: LayerChoice, { shape }: Picked['pixels'], row: number, column: number): Box {
  const [height = 0, width = 0] = shape;
  return shown.field.whole ? { top: 0, left: 0, bottom: height, right: width } : boxOf(shown.sight.fields, row, column);
}

const cut = new WeakMap<PlainTensor<Uint8Array>, Map<string, PlainTensor<Uint8Array>>>();

/** The pixels of a box, grey past the edge of the image; the same object for the same box. */
export function cutOut(image: PlainTensor<Uint8Array>, { top, left, bottom, right }: Box): PlainTensor<Uint8Array> {
  let known = cut.get(image);
  if (known === undefined) cut.set(image, (known = new Map<string, PlainTensor<Uint8Array>>()));
  const key = [top, left, bottom, right].join();
  const done = known.get(key);
  if (done !== undefined) return done;
  const [height = 0, width = 0] = image.shape;
  const across = right - left;
  const data = new Uint8Array((bottom - top) * across * 3).fill(GREY);
  for (let y = Math.max(0, top); y < Math.min(height, bottom); y += 1) {
    const [from, to] = [Math.max(0, left), Math.min(width, right)];
    data.set(image.data.subarray((y * width + from) * 3, (y * width + to) * 3), ((y - top) * across + from - left) * 3);
  }
  const made = { data, shape: [bottom - top, across, 3] };
  known.set(key, made);
  return made;
}

/** How many of the images are of each class, most first. */
export function classesOf(images: readonly Picked[]): readonly (readonly [name: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { truth } of images) if (truth !== undefined) counts.set(truth, (counts.get(truth) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

export function renderPatches(view: View, beside: Beside, actions: Actions): TemplateResult {
  const { looked, channel, choices, snapshot } = view;
  const { surveyed } = beside;
  const patches = looked && surveyed ? patchesOf(surveyed, looked.layer, channel) : [];
  const classes = classesOf(patches.map(({ picked }) => picked));
  const most = classes[0]?.[1] ?? 1;
  return html`<div class="part" part="patches">
    <h4 class="h4">
      What makes channel ${channel} fire
      <small>the strongest of ${integer(surveyed?.picked.length ?? choices.setSize)} held-out images</small>
    </h4>
    <div class="fires">
      <div>
        ${
          surveyed === undefined
            ? html`<p class="cap">They are being looked at.</p>`
            : patches.length === 0
              ? html`<p class="cap">Nothing: the channel is zero everywhere on all of them.</p>`
              : html`<div class="strip patches">${patches.map((patch) => renderPatch(patch, actions))}</div>`
        }
        ${
          patches.length === 0
            ? nothing
            : html`<p class="cap">Each cut to what the unit sees; grey lies past the edge of its image.</p>`
        }
      </div>
      <figure class="tally">
        <figcaption class="cap">Their classes</figcaption>
        <ul class="bars" aria-label="Classes of the patches">
          ${classes.map(
            ([name, count]) =>
              html`<li
                ${cssVars({
                  '--v': `${(100 * count) / most}%`,
                  '--bar': `var(--_class-${Math.max(0, snapshot.dataset.classNames.indexOf(name)) % 10})`,
                })}
              >
                <span>${name}</span><span>${integer(count)}</span>
              </li>`,
          )}
        </ul>
      </figure>
      ${renderDrawn(view, beside, actions)}
    </div>
  </div>`;
}

function renderPatch({ picked, box, value }: Patch, actions: Actions): TemplateResult {
  const truth = picked.truth ?? picked.name;
  return html`<button
    class="pick"
    title="Look at this image"
    aria-label="${truth}, ${answer(value)}: look at ${picked.name}"
    @click=${() => actions.pick(picked)}
  >
    <canvas class="px" aria-hidden="true" ${pixels({ pixels: cutOut(picked.pixels, box) })}></canvas>
    <span class="cap">${truth}<br /><b>${answer(value)}</b></span>
  </button>`;
}

/** The image that optimisation finds, or the offer to look for it. */
function renderDrawn({ looked, channel, chosen }: View, { drawn, drawing }: Beside, actions: Actions): TemplateResult {
  const shown = drawn?.of === `${looked?.layer.shown.name} ${channel}` ? drawn : undefined;
  return html`<figure class="drawn">
    ${
      shown === undefined
        ? html`<div class="blank" aria-hidden="true"></div>`
        : html`<canvas
            class="px"
            role="img"
            aria-label="An image optimised to excite channel ${channel}, after ${counted(shown.step, 'step')}"
            ${pixels({ pixels: shown.pixels })}
          ></canvas>`
    }
    <figcaption class="cap">
      ${
        shown === undefined
          ? 'An image can be optimised to excite the channel.'
          : shown.step < shown.steps
            ? `Optimised to excite the channel: step ${integer(shown.step)} of ${integer(shown.steps)}.`
            : `Optimised from grey to excite the channel, ${counted(shown.steps, 'step')}.`
      }
    </figcaption>
    <button
      class="btn small"
      part="button"
      ?disabled=${looked === undefined || (!drawing && channel !== chosen)}
      @click=${() => actions.draw(!drawing)}
    >
      ${drawing ? 'Stop' : 'Draw it'}
    </button>
  </figure>`;
}
