/** Held-out images in rows: those that are brushed, and the nearest to the image that is looked at in each space. */
import { html, nothing, type TemplateResult } from 'lit';
import { counted, integer } from '../shared/format.js';
import type { Picked } from '../shared/image-picker.js';
import { pixels } from '../shared/pixel-image.js';
import { classesOf } from './patches.js';
import type { Actions, Near, Space } from './view.js';

/** Shown of those that are brushed. */
const MOST_LISTED = 48;

export function renderBrushed(
  { picked }: Space,
  brushed: ReadonlySet<number>,
  forget: () => void,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (brushed.size === 0) return nothing;
  const chosen = [...brushed].map((i) => picked[i]!);
  const list = classesOf(chosen).map(([name, count]) => `${name} ${integer(count)}`);
  return html`<p class="cap" role="status">
      <b>${counted(chosen.length, 'image')} selected</b>${list.length > 0 ? `: ${list.join(', ')}` : ''}.
      <button class="link" @click=${forget}>Select none</button>
    </p>
    <div class="strip brushed">${chosen.slice(0, MOST_LISTED).map((own) => thumbnail(own, actions))}</div>`;
}

export function renderNear(
  near: Near | undefined,
  { picked }: Space,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (near === undefined) return nothing;
  const row = (title: string, indices: readonly number[]) =>
    html`<span>${title}</span>
      <div class="strip">${indices.map((i) => thumbnail(picked[i]!, actions, true))}</div>`;
  return html`<div class="near" role="group" aria-label="Nearest to ${near.picked.name}">
    ${row(`Nearest to ${near.picked.name} by code`, near.inCodes)} ${row('By pixels', near.inPixels)}
  </div>`;
}

function thumbnail(own: Picked, actions: Actions, named = false): TemplateResult {
  const { truth } = own;
  return html`<button
    class="pick"
    title="Look at this image"
    aria-label="${own.name}${truth === undefined ? '' : `, truly ${truth}`}"
    @click=${() => actions.pick(own)}
  >
    <canvas class="px" aria-hidden="true" ${pixels({ pixels: own.pixels })}></canvas>
    ${named ? html`<span class="cap">${truth ?? ''}</span>` : nothing}
  </button>`;
}
