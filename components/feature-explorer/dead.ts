/** Dead filters: the channels of each rectified layer that are zero on all held-out images, as the model stands. */
import { html, nothing, type TemplateResult } from 'lit';
import { cssVars } from '../shared/css-vars.js';
import { counted, integer, percent } from '../shared/format.js';
import { type Finding, renderFinding } from './finding.js';
import { deadIn } from './beside-questions.js';
import type { Beside, View } from './view.js';

export interface DeadLayer {
  readonly name: string;
  readonly channels: number;
  readonly dead: number;
  /** Share of all numbers that are zero. */
  readonly zeros: number;
}

/** Rectified layers in the order of the network. */
export function deadLayers(
  { layers }: Pick<View, 'layers'>,
  { surveyed }: Pick<Beside, 'surveyed'>,
): readonly DeadLayer[] {
  return layers
    .filter(({ rectified }) => rectified)
    .flatMap(({ name, shown, channels }) => {
      const shares = surveyed?.layers[shown.name]?.zeroShares;
      if (shares === undefined) return [];
      return [{ name, channels, dead: deadIn(shares), zeros: shares.reduce((a, b) => a + b, 0) / channels }];
    });
}

export function renderDead(view: View, beside: Beside): TemplateResult | typeof nothing {
  const { surveyed, history } = beside;
  if (!view.layers.some(({ rectified }) => rectified)) return nothing;
  const dead = deadLayers(view, beside);
  return html`<div class="part" part="dead">
    <h4 class="h4">
      Dead filters
      <small
        >zero everywhere on ${integer(surveyed?.picked.length ?? view.choices.setSize)} held-out
        images${surveyed === undefined ? '' : stepWords(surveyed.step)}</small
      >
    </h4>
    ${
      surveyed === undefined
        ? html`<p class="cap">They are being looked at.</p>`
        : html`<ul class="dead" aria-label="Dead filters of each layer">
              ${dead.map(
                ({ name, channels, dead: count, zeros }) =>
                  html`<li class=${count > 0 ? 'some' : ''}>
                    <span class="name">${name}</span>
                    <span class="meter" aria-hidden="true"
                      ><i ${cssVars({ 'inline-size': `${100 * zeros}%` })}></i
                      ><i class="gone" ${cssVars({ 'inline-size': `${(100 * count) / channels}%` })}></i
                    ></span>
                    <span class="value"
                      >${integer(count)} of ${integer(channels)} dead, ${percent(zeros, 0)} zeros</span
                    >
                  </li>`,
              )}
            </ul>
            <p class="cap">Dark: dead filters. Pale: the share of all the layer’s numbers that are zero.</p>
            ${renderFinding(deadFinding(dead, surveyed.picked.length), 'dead-finding')} ${renderHistory(history)}`
    }
  </div>`;
}

/** How many filters never answer, and in which layer most. */
export function deadFinding(
  dead: readonly { readonly name: string; readonly dead: number; readonly channels: number }[],
  images: number,
): Finding {
  const sum = dead.reduce((total, layer) => total + layer.dead, 0);
  const channels = dead.reduce((total, layer) => total + layer.channels, 0);
  const worst = dead.reduce((a, b) => (b.dead > a.dead ? b : a), dead[0] ?? { name: '', dead: 0, channels: 0 });
  return {
    before: '',
    key:
      sum === 0
        ? 'No filter is dead'
        : `${integer(sum)} of ${counted(channels, 'filter')} ${sum === 1 ? 'is' : 'are'} dead`,
    after:
      sum === 0
        ? `: each of ${integer(channels)} answers at least one of ${integer(images)} held-out images.`
        : `: zero everywhere on all of ${integer(images)} held-out images. Most of them, ${integer(worst.dead)} of ${integer(worst.channels)}, are in ${worst.name}.`,
  };
}

const stepWords = (step: number): string => (step > 0 ? `, after ${counted(step, 'step')}` : '');

/** How it went while somebody watched. */
function renderHistory(history: Beside['history']): TemplateResult | typeof nothing {
  const [first, last] = [history[0], history.at(-1)];
  if (first === undefined || last === undefined || first === last) return nothing;
  return html`<p class="cap">
    Since step ${integer(first.step)}, where ${integer(first.dead)} were dead, ${changeWords(last.dead - first.dead)}.
  </p>`;
}

function changeWords(more: number): string {
  if (more === 0) return 'the number is the same';
  return more > 0 ? `${integer(more)} more have died` : `${integer(-more)} have come back`;
}
