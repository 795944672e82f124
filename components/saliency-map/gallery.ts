/**
 * Many images at once, laid out as in the TMLSS practical: ground truth above each image, the prediction above its map.
 * Pressing one makes it the main picture.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { percent } from '../shared/format.js';
import { heat } from '../shared/heat-map.js';
import { pixels } from '../shared/pixel-image.js';
import { heatPicture } from './pictures.js';
import type { Actions, Explained, View } from './view.js';
import { predictedClass } from './words.js';

/** @param explained undefined while it is on its way */
export function renderGallery(
  { snapshot, choices, ramps }: View,
  count: number,
  explained: readonly Explained[] | undefined,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (count === 0) return nothing;
  const names = snapshot.dataset.classNames;
  const right = explained?.filter(({ picked, attribution }) => picked.label === predictedClass(attribution)).length;
  return html`<figure class="part" part="gallery">
    <h4 class="h4">
      Held-out images
      <small>${right === undefined ? 'on their way' : `${right} of ${explained!.length} named rightly`}</small>
    </h4>
    <div class="strip gallery">
      ${Array.from({ length: explained?.length ?? count }, (_, i) => {
        const one = explained?.[i];
        if (one === undefined) {
          return html`<div aria-hidden="true">
            <span class="cap">–</span><canvas class="px" ${pixels(undefined)}></canvas><span class="cap">–</span
            ><canvas class="px" ${pixels(undefined)}></canvas>
          </div>`;
        }
        const { picked, attribution } = one;
        const truth = names[picked.label ?? -1] ?? '';
        const predicted = predictedClass(attribution);
        const sure = percent(attribution.probabilities[predicted] ?? 0, 0);
        const mark = predicted === picked.label ? '✓' : '✕';
        return html`<button class="pick" title="Show it large" @click=${() => actions.pick(picked)}>
          <span class="cap">${truth}</span>
          <canvas class="px" aria-hidden="true" ${pixels({ pixels: picked.pixels })}></canvas>
          <span class="cap said"><span>${mark} ${names[predicted]}</span><span>${sure}</span></span>
          <canvas class="px" aria-hidden="true" ${heat(heatPicture(one, choices.colormap), ramps)}></canvas>
        </button>`;
      })}
    </div>
  </figure>`;
}
