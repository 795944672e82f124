/** A worst case nearby: the image turned, moved and resized a little, until the answer changes or nothing helps. */
import { html, type TemplateResult } from 'lit';
import { planSweep, similarityAffine, viewOf } from '../../core/index.js';
import type { PlainTensor, Similarity, SweepPadding, WorstCase } from '../../core/index.js';
import { decimal, integer, percent, significant } from '../shared/format.js';
import type { Picked } from '../shared/image-picker.js';
import { pixels } from '../shared/pixel-image.js';
import type { Actions, Beside, View } from './view.js';
import { className, largest, signed } from './words.js';

export function renderWorst(
  { swept, picked, snapshot, choices }: View,
  { worst, searching }: Beside,
  actions: Actions,
): TemplateResult {
  return html`<div class="part" part="worst">
    <h4 class="h4">A worst case nearby <small>turned up to 10°, moved up to 2 pixels, resized up to 10 %</small></h4>
    ${
      worst === undefined || picked === undefined
        ? html`<div class="controls">
            <button
              class="btn"
              part="button"
              ?disabled=${swept === undefined || searching}
              @click=${() => actions.search()}
            >
              ${searching ? 'Searching' : 'Search for a worst case'}
            </button>
            <span class="hint"
              >${searching ? 'step by step, where the margin falls most' : 'a greedy search: some hundred variants of this image'}</span
            >
          </div>`
        : renderFound(worst, picked, choices.padding ?? 'reflect', snapshot)
    }
  </div>`;
}

function renderFound(
  worst: WorstCase,
  picked: Picked,
  padding: SweepPadding,
  snapshot: View['snapshot'],
): TemplateResult {
  const last = worst.steps.at(-1)!;
  const first = worst.steps[0]!;
  const shown = (probabilities: readonly number[]) => {
    const top = largest(probabilities);
    return `${className(snapshot, top)}, ${percent(probabilities[top] ?? 0, 0)}`;
  };
  return html`<div class="worst">
    <figure>
      <canvas class="px" role="img" aria-label="The image as it is" ${pixels({ pixels: picked.pixels })}></canvas>
      <figcaption class="cap">As it is: <b>${shown(first.probabilities)}</b></figcaption>
    </figure>
    <figure>
      <canvas
        class="px"
        role="img"
        aria-label="The worst case that was found"
        ${pixels({ pixels: similarView(picked, last.at, padding) })}
      ></canvas>
      <figcaption class="cap">Worst case: <b>${shown(last.probabilities)}</b></figcaption>
    </figure>
    <p class="finding" part="worst-finding">${worstWords(worst, snapshot)}</p>
  </div>`;
}

export function worstWords({ steps, fooled, looked }: WorstCase, snapshot: View['snapshot']): string {
  const last = steps.at(-1)!;
  const named = className(snapshot, largest(steps[0]!.probabilities));
  if (steps.length === 1) return `None of ${integer(looked)} variants lowers the margin of ${named}.`;
  const { dx, dy, angle, scale } = last.at;
  const parts = [
    angle === 0 ? '' : `turned by ${signed(angle, 1)}°`,
    dx === 0 && dy === 0 ? '' : `moved by (${signed(dx, 1)}, ${signed(dy, 1)}) pixels`,
    scale === 1 ? '' : `resized by ${signed(100 * (scale - 1), 1)} %`,
  ].filter((part) => part !== '');
  const how = parts.join(', ');
  const moved = `its pixels have moved by ${significant(last.pixels, 2)} (root mean square)`;
  return fooled
    ? `${how.charAt(0).toUpperCase()}${how.slice(1)}, it is no longer named ${named}; ${moved}. A worse case may exist: the search is greedy.`
    : `Within these limits ${named} stays: at worst its margin falls from ${decimal(100 * steps[0]!.margin, 1)} to ${decimal(100 * last.margin, 1)} points, ${how}; ${moved}. This proves nothing: the search is greedy.`;
}

const made = new WeakMap<Similarity, PlainTensor<Uint8Array>>();

/** Kept by the step that it is of, so that nothing is painted twice. */
function similarView({ pixels: picture }: Picked, at: Similarity, padding: SweepPadding): PlainTensor<Uint8Array> {
  const known = made.get(at);
  if (known !== undefined) return known;
  const [height = 0, width = 0] = picture.shape;
  const frame = planSweep({ transform: 'mirror', padding }, height, width);
  const view = viewOf(picture, { ...frame, views: [{ affine: similarityAffine(at, height, width), x: 0, y: 0 }] }, 0);
  made.set(at, view);
  return view;
}
