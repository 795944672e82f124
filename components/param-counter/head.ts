/** The head: the question, the two sliders, and one line that says what is counted. */
import { html, type TemplateResult } from 'lit';
import { cssVars } from '../shared/css-vars.js';
import { integer, multiplier } from '../shared/format.js';
import type { CountedNetwork } from './networks.js';

export const TITLE = 'Where do the parameters go?';

export interface Settings {
  readonly width: number;
  /** Side of the image in pixels; undefined: each network's own. */
  readonly inputSize: number | undefined;
}

const WIDTHS = { min: 0.125, max: 2, step: 0.125 };
/** The sizes that networks are made for are multiples of eight; the attribute takes any. */
const SIZES = { min: 8, step: 8 };

export function renderHead(
  networks: readonly CountedNetwork[],
  { width, inputSize }: Settings,
  change: (settings: Settings) => void,
): TemplateResult {
  const own = Math.max(...networks.map(ownSide));
  const size = inputSize ?? own;
  const sizes = { ...SIZES, max: own > 128 ? 512 : 256 };
  const each = inputSize === undefined && new Set(networks.map(({ count }) => count.inputShape[0])).size > 1;
  return html`<div class="head">
    <slot name="heading"><h3 part="title">${TITLE}</h3></slot>
    <div class="sliders screen-only" part="controls">
      ${slider('width', 'Width', WIDTHS, width, multiplier(width), (value) => change({ width: value, inputSize }))}
      ${slider('size', 'Input', sizes, size, each ? 'own' : `${integer(size)}\u00a0px`, (value) =>
        change({ width, inputSize: value }),
      )}
    </div>
    <p class="sub">${subLine(networks, { width, inputSize })}</p>
  </div>`;
}

/** Side of the image that a network is made for; the counted one where its description has none that makes sense. */
function ownSide({ count: { spec, inputShape } }: CountedNetwork): number {
  const side: unknown = (spec.inputShape as readonly unknown[] | undefined)?.[0];
  return Number.isInteger(side) && (side as number) > 0 ? (side as number) : inputShape[0];
}

function slider(
  id: string,
  label: string,
  range: { readonly min: number; readonly max: number; readonly step: number },
  value: number,
  words: string,
  changed: (value: number) => void,
): TemplateResult {
  const share = (Math.min(Math.max(value, range.min), range.max) - range.min) / (range.max - range.min);
  return html`<div class="slider">
    <label for=${id}>${label}</label>
    <input
      id=${id}
      type="range"
      min=${range.min}
      max=${range.max}
      step=${range.step}
      .value=${String(value)}
      aria-valuetext=${words}
      ${cssVars({ '--v': `${share * 100}%` })}
      @input=${(event: Event) => changed(Number((event.target as HTMLInputElement).value))}
    />
    <output for=${id} dir="ltr">${words}</output>
  </div>`;
}

function subLine(networks: readonly CountedNetwork[], { width }: Settings): string {
  const shapes = new Set(networks.map(({ count }) => count.inputShape.join(' × ')));
  const input = shapes.size === 1 ? `Input ${[...shapes].join('')}` : 'Each with an input of its own size';
  const narrow = width === 1 ? '' : `, every channel count times ${multiplier(width)}`;
  return `Every layer counted by hand. ${input}${narrow}; multiply–adds exclude biases and batch normalisation.`;
}
