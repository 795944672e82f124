/**
 * Several methods side by side: the same image, the same class, one colour scale for maps without a sign and one for maps
 * with. Pressing one makes it the main picture.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { AttributionMethod } from '../../core/index.js';
import { integer, percent } from '../shared/format.js';
import { heat, heatLegend } from '../shared/heat-map.js';
import { METHODS, SANITY_CHECKS_URL } from './methods.js';
import { heatPicture } from './pictures.js';
import type { Compared } from './questions.js';
import type { Actions, Explained, View } from './view.js';
import { layerWords } from './words.js';

export function renderComparison(
  { snapshot, choices, ramps, explained }: View,
  methods: readonly AttributionMethod[],
  arrived: readonly Compared[],
  start: () => void,
  actions: Actions,
): TemplateResult {
  const name = snapshot.classNames[explained?.attribution.target ?? -1] ?? 'the class';
  const signed = arrived.some((one) => one.explained?.attribution.signed);
  const unsigned = arrived.some((one) => one.explained && !one.explained.attribution.signed);
  const warned = arrived.filter(({ method }) => METHODS[method].warning !== undefined);
  return html`<figure class="part" part="comparison">
    <h4 class="h4">Compare methods <small>same image, same class</small></h4>
    ${
      methods.length === 0
        ? html`<div class="controls">
            <button class="btn" part="button" @click=${start}>Compare six methods</button>
          </div>`
        : html`<div class="strip maps">
              ${methods.map((method) => {
                const one = arrived.find((other) => other.method === method);
                return renderOne(method, one, { choices, ramps }, actions);
              })}
            </div>
            <div class="legends">
              ${unsigned ? heatLegend(choices.colormap === 'grey' ? 'grey' : 'seq', '0', 'own maximum') : nothing}
              ${signed ? heatLegend('div', 'against', `for ${name}`) : nothing}
            </div>
            ${
              warned.length === 0
                ? nothing
                : html`<p class="cap">
                    ✕ ${warned.map(({ method }) => METHODS[method].label).join(', ')}:
                    ${METHODS[warned[0]!.method].warning}
                    <a href=${SANITY_CHECKS_URL}>The paper</a>
                  </p>`
            }`
    }
  </figure>`;
}

function renderOne(
  method: AttributionMethod,
  one: Compared | undefined,
  { choices, ramps }: Pick<View, 'choices' | 'ramps'>,
  actions: Actions,
): TemplateResult {
  const { short, label } = METHODS[method];
  const note =
    one === undefined ? 'on its way' : one.explained === undefined ? 'does not apply here' : noteOf(one.explained);
  return html`<button
    class="pick"
    title=${one?.problem?.message ?? `Show ${label} large`}
    @click=${() => actions.choose({ method })}
  >
    <canvas class="px" ${heat(one?.explained && heatPicture(one.explained, choices.colormap), ramps)}></canvas>
    <span class="cap"><b>${short}</b><br />${note}</span>
  </button>`;
}

/** The one number that says most about how the map was made. */
function noteOf({ attribution, milliseconds }: Explained): string {
  const { settings, completeness, layer } = attribution;
  if (METHODS[settings.method].warning !== undefined) return '✕ see below';
  if (settings.method === 'integrated-gradients' && completeness) return `gap ${percent(gapOf(completeness))}`;
  if (settings.method === 'occlusion') return `${settings.window} × ${settings.window} patch`;
  if (settings.method === 'rise') return `${settings.samples} masks`;
  if (settings.samples !== undefined) return `${settings.samples} copies`;
  if (layer !== undefined) return layerWords(layer);
  return `${integer(milliseconds)} ms`;
}

/** What is missing between a sum and what it should be, as a share of the latter. */
export function gapOf({ sum, expected }: { readonly sum: number; readonly expected: number }): number {
  return expected === 0 ? Math.abs(sum) : Math.abs((sum - expected) / expected);
}
