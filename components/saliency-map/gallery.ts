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
import { isRight, predictedClass } from './words.js';

/** @param explained undefined while it is on its way */
export function renderGallery(
  { snapshot, choices, ramps }: View,
  count: number,
  explained: readonly Explained[] | undefined,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (count === 0) return nothing;
  const names = snapshot.classNames;
  const judged = explained?.map(({ picked, attribution }) => isRight(snapshot, picked, attribution)) ?? [];
  const right = judged.filter((verdict) => verdict === true).length;
  return html`<figure class="part" part="gallery">
    <h4 class="h4">
      Held-out images
      <small
        >${
          explained === undefined
            ? 'on their way'
            : judged.includes(undefined)
              ? 'of other classes than the network’s'
              : `${right} of ${judged.length} named rightly`
        }</small
      >
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
        const truth = picked.truth ?? picked.name;
        const predicted = predictedClass(attribution);
        const sure = percent(attribution.probabilities[predicted] ?? 0, 0);
        const mark = { true: '✓ ', false: '✕ ', undefined: '' }[String(judged[i])];
        return html`<button class="pick" title="Show it large" @click=${() => actions.pick(picked)}>
          <span class="cap">${truth}</span>
          <canvas class="px" aria-hidden="true" ${pixels({ pixels: picked.pixels })}></canvas>
          <span class="cap said"><span>${mark}${names[predicted]}</span><span>${sure}</span></span>
          <canvas class="px" aria-hidden="true" ${heat(heatPicture(one, choices.colormap), ramps)}></canvas>
        </button>`;
      })}
    </div>
  </figure>`;
}
