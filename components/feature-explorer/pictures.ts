/** The main part: the image with what a unit sees on it, the map of its channel, and the sheet of all channels. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Box } from '../../core/index.js';
import { cssVars } from '../shared/css-vars.js';
import { counted, percent } from '../shared/format.js';
import { heat, heatLegend } from '../shared/heat-map.js';
import { pixels } from '../shared/pixel-image.js';
import { channelOf, measure, valueAt } from './measures.js';
import { channelAt, sheet, sheetLayout, type SheetLayout } from './sheet-paint.js';
import type { Actions, Looked, Place, View } from './view.js';
import { answer, channelWords, placeWords } from './words.js';

export function renderPictures(view: View, actions: Actions): TemplateResult {
  return html`<div class="fx">
    <div class="one">${renderImage(view)} ${renderChannel(view, actions)}</div>
    ${renderSheet(view, actions)}
  </div>`;
}

/** The image, what the unit does not see under a veil, the edge of what it sees. */
function renderImage({ picked, box, looked }: View): TemplateResult {
  const [height = 32, width = 32] = picked?.pixels.shape ?? [];
  return html`<figure>
    <div class="pic" part="image">
      <canvas
        class="px"
        role="img"
        aria-label=${picked === undefined ? 'The image is on its way' : imageWords(picked.name, box)}
        ${pixels(picked && { pixels: picked.pixels })}
      ></canvas>
      ${box === undefined ? nothing : renderBox(box, height, width)}
    </div>
    <figcaption class="cap">
      ${
        box === undefined
          ? looked === undefined
            ? 'The image is on its way.'
            : 'Each unit of this layer sees the whole image.'
          : `In the frame: what the unit sees, ${box.bottom - box.top}\u00a0×\u00a0${box.right - box.left} pixels${reaches(box, height, width) ? ', some past the edge' : ''}.`
      }
    </figcaption>
  </figure>`;
}

const imageWords = (name: string, box: Box | undefined): string =>
  box === undefined
    ? name
    : `${name}; the unit sees rows ${box.top} to ${box.bottom - 1}, columns ${box.left} to ${box.right - 1}`;

const reaches = ({ top, left, bottom, right }: Box, height: number, width: number): boolean =>
  top < 0 || left < 0 || bottom > height || right > width;

function renderBox({ top, left, bottom, right }: Box, height: number, width: number): TemplateResult {
  const edge = `M${left} ${top}H${right}V${bottom}H${left}Z`;
  return html`<svg class="win" viewBox="0 0 ${width} ${height}" aria-hidden="true">
    ${svg`<path class="veil" fill-rule="evenodd" d="M0 0H${width}V${height}H0Z${edge}" /><path class="edge out" d=${edge} />
      <path class="edge" d=${edge} />`}
  </svg>`;
}

/** The channel's map; its unit is moved by pointer and keys. */
function renderChannel({ looked, channel, place, ramps }: View, actions: Actions): TemplateResult {
  if (looked === undefined) {
    return html`<figure>
      <div class="blank" aria-hidden="true"></div>
      <figcaption class="cap">&nbsp;</figcaption>
    </figure>`;
  }
  const { maps, layer } = looked;
  const [height, width] = layer.size;
  const { ramp, magnitude } = measure(maps);
  const at = place.row * width + place.column;
  return html`<figure>
    <div
      class="pic map"
      part="channel"
      role="slider"
      tabindex="0"
      aria-label="Unit of channel ${channel}"
      aria-valuemin="0"
      aria-valuemax=${height * width - 1}
      aria-valuenow=${at}
      aria-valuetext="${placeWords(place)}: ${answer(valueAt(maps, place, channel))}"
      @keydown=${(event: KeyboardEvent) => moveUnit(event, place, height, width, actions)}
      @pointermove=${(event: PointerEvent) => actions.look(placeUnder(event, height, width))}
      @pointerdown=${(event: PointerEvent) => actions.look(placeUnder(event, height, width))}
    >
      <canvas
        class="px"
        aria-hidden="true"
        ${cssVars({ 'aspect-ratio': `${width} / ${height}` })}
        ${heat({ map: channelOf(maps, channel), ramp, largest: magnitude[channel]! }, ramps)}
      ></canvas>
      <svg class="win" viewBox="0 0 ${width} ${height}" aria-hidden="true">
        ${svg`<rect class="edge out" x=${place.column} y=${place.row} width="1" height="1" />
          <rect class="edge" x=${place.column} y=${place.row} width="1" height="1" />`}
      </svg>
    </div>
    <figcaption class="cap">
      Channel ${channel}, ${placeWords(place)}: <b>${answer(valueAt(maps, place, channel))}</b>
    </figcaption>
  </figure>`;
}

function placeUnder(event: PointerEvent, height: number, width: number): Place {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  const along = (at: number, size: number, count: number) =>
    Math.min(count - 1, Math.max(0, Math.floor((at / size) * count)));
  return {
    row: along(event.clientY - box.top, box.height, height),
    column: along(event.clientX - box.left, box.width, width),
  };
}

const STEPS: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function moveUnit(event: KeyboardEvent, { row, column }: Place, height: number, width: number, actions: Actions): void {
  const step = STEPS[event.key];
  if (step === undefined && event.key !== 'Escape') return;
  event.preventDefault();
  if (step === undefined) {
    actions.look(undefined);
    return;
  }
  const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
  actions.look({ row: clamp(row + step[1], height - 1), column: clamp(column + step[0], width - 1) });
}

/** Every channel of the layer; the chosen one and the one under the pointer framed. */
function renderSheet({ looked, choices, channel, chosen, ramps }: View, actions: Actions): TemplateResult {
  if (looked === undefined) {
    return html`<figure class="all"><div class="blank wide" aria-hidden="true"></div></figure>`;
  }
  const { maps, layer } = looked;
  const layout = sheetLayout(maps.shape);
  const { ramp, magnitude, largest, silent } = measure(maps);
  const own = choices.scale === 'channel';
  return html`<figure class="all">
    <div class="sheet-box" tabindex=${choices.zoom > 1 ? 0 : -1} role="group" aria-label="Sheet of all channels">
      <div
        class="sheet"
        part="sheet"
        role="slider"
        tabindex="0"
        aria-label="Channel of ${layer.name}"
        aria-valuemin="0"
        aria-valuemax=${layer.channels - 1}
        aria-valuenow=${chosen}
        aria-valuetext=${channelWords(looked, chosen)}
        ${cssVars({ 'inline-size': `${100 * choices.zoom}%` })}
        @keydown=${(event: KeyboardEvent) => moveChannel(event, looked, layout, chosen, actions)}
        @pointermove=${(event: PointerEvent) => actions.hover(under(event, layout, layer.channels))}
        @pointerleave=${() => actions.hover(undefined)}
        @click=${(event: PointerEvent) => {
          const at = under(event, layout, layer.channels);
          if (at !== undefined) actions.choose({ channel: at });
        }}
      >
        <canvas aria-hidden="true" ${sheet({ maps, ramp, largest: own ? magnitude : largest }, ramps)}></canvas>
        ${renderFrames(layout, chosen, channel)}
      </div>
    </div>
    <div class="under">
      ${heatLegend(ramp, ramp === 'div' ? `−${own ? 'largest' : answer(largest)}` : '0', own ? 'its largest' : answer(largest))}
      <span class="tabs small" role="group" aria-label="Scale of the colours">
        ${(['layer', 'channel'] as const).map(
          (scale) =>
            html`<button aria-pressed=${choices.scale === scale} @click=${() => actions.choose({ scale })}>
              ${scale === 'layer' ? 'One scale' : 'Each its own'}
            </button>`,
        )}
      </span>
      <span class="zoom">
        <button
          class="btn small"
          aria-label="Smaller"
          ?disabled=${choices.zoom <= 1}
          @click=${() => actions.choose({ zoom: Math.max(1, choices.zoom / 2) })}
        >
          −
        </button>
        <button
          class="btn small"
          aria-label="Larger"
          ?disabled=${choices.zoom >= MOST_ZOOM}
          @click=${() => actions.choose({ zoom: Math.min(MOST_ZOOM, choices.zoom * 2) })}
        >
          +
        </button>
      </span>
    </div>
    <figcaption class="cap">
      All ${counted(layer.channels, 'channel')} of ${layer.name}. ${percent(share(looked), 0)} of their numbers are
      zero${silent > 0 ? `; ${counted(silent, 'channel')} everywhere` : ''}.
    </figcaption>
  </figure>`;
}

const MOST_ZOOM = 8;
const share = ({ zeroShares }: Looked): number => zeroShares.reduce((a, b) => a + b, 0) / zeroShares.length;

function renderFrames(layout: SheetLayout, chosen: number, shown: number): TemplateResult {
  const { pitch, columns, width, height } = layout;
  const frame = (channel: number, kind: string) => {
    const [x, y] = [(channel % columns) * pitch[0], Math.floor(channel / columns) * pitch[1]];
    return svg`<rect class="edge out" x=${x} y=${y} width=${pitch[0] - 1} height=${pitch[1] - 1} /><rect
      class="edge ${kind}" x=${x} y=${y} width=${pitch[0] - 1} height=${pitch[1] - 1} />`;
  };
  return html`<svg class="win" viewBox="0 0 ${width} ${height}" aria-hidden="true">
    ${frame(chosen, 'chosen')} ${shown === chosen ? nothing : frame(shown, '')}
  </svg>`;
}

function under(event: PointerEvent, layout: SheetLayout, channels: number): number | undefined {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  return channelAt(layout, channels, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
}

function moveChannel(
  event: KeyboardEvent,
  { layer }: Looked,
  { columns }: SheetLayout,
  chosen: number,
  actions: Actions,
): void {
  const step = STEPS[event.key];
  const ends: Readonly<Record<string, number>> = { Home: 0, End: layer.channels - 1 };
  if (step === undefined && !(event.key in ends)) return;
  event.preventDefault();
  const to = step === undefined ? ends[event.key]! : chosen + step[0] + step[1] * columns;
  if (to >= 0 && to < layer.channels) actions.choose({ channel: to });
}
