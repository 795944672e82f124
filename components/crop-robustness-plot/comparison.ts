/** Other networks beside this one: their maps of the same image, and over many images the paired difference. */
import { html, nothing, type TemplateResult } from 'lit';
import { PRETRAINED_NAMES } from '../../core/index.js';
import { percent } from '../shared/format.js';
import { networkName } from '../shared/network-words.js';
import { renderClassMap } from './class-map.js';
import { intervalWords } from './survey.js';
import { renderIntervals, type IntervalRow } from './intervals.js';
import type { Actions, Beside, Rival, Swept, View } from './view.js';
import { className, largest, STATISTIC_WORDS } from './words.js';

export function renderComparison(view: View, beside: Beside, actions: Actions): TemplateResult {
  const { snapshot, swept, choices } = view;
  const { compared, rivals } = beside;
  const own = networkName(snapshot);
  return html`<div class="part" part="comparison">
    <h4 class="h4">
      Other networks <small>${compared.length === 0 ? 'are they steadier?' : 'same image, same views'}</small>
    </h4>
    <div class="controls">
      <label class="sel"
        >Compare with<select
          @change=${(event: Event) => {
            const { value } = event.target as HTMLSelectElement;
            actions.choose({ compare: value === '' ? undefined : value });
          }}
        >
          <option value="" ?selected=${compared.length === 0}>nothing</option>
          ${[
            ...new Set([
              ...PRETRAINED_NAMES.filter((name) => name !== own),
              PRETRAINED_NAMES.join(' '),
              compared.join(' '),
            ]),
          ]
            .filter((names) => names !== '')
            .map(
              (names) =>
                html`<option value=${names} ?selected=${names === compared.join(' ')}>
                  ${names === PRETRAINED_NAMES.join(' ') ? 'all that ship with the library' : names.replaceAll(' ', ', ')}
                </option>`,
            )}
        </select></label
      >
    </div>
    ${
      compared.length === 0
        ? nothing
        : html`<div class="strip rivals">
            ${swept === undefined ? nothing : renderOne(own, swept, view, 'rival-0')}
            ${compared.map((name, i) => {
              const rival = rivals.find((one) => one.name === name);
              return rival?.swept
                ? renderOne(name, rival.swept, view, `rival-${i + 1}`)
                : html`<figure>
                    <h5>${name}</h5>
                    <p class="cap">${rival === undefined ? 'on its way' : problemOf(rival)}</p>
                  </figure>`;
            })}
          </div>`
    }
    ${renderDuels(view, beside, own, choices.statistic)}
  </div>`;
}

const problemOf = ({ problem }: Rival): string => problem?.message ?? '';

function renderOne(name: string, swept: Swept, { snapshot, selected }: View, id: string): TemplateResult {
  const { agreement, flips } = swept.image.stability;
  const top = largest(swept.image.whole);
  const moves = Number.isNaN(flips) ? '' : `, ${percent(flips, 0)} of moves change it`;
  return html`<figure>
    <h5>${name}</h5>
    ${renderClassMap(swept, snapshot.classNames, { id, selected })}
    <figcaption class="cap">
      <b>${percent(agreement, 0)}</b> agree with ${className(snapshot, top)}
      (${percent(swept.image.whole[top] ?? 0, 0)})${moves}
    </figcaption>
  </figure>`;
}

function renderDuels(
  { choices }: View,
  { surveyed, duels, dueling, compared }: Beside,
  own: string,
  statistic: View['choices']['statistic'],
): TemplateResult | typeof nothing {
  if (compared.length === 0) return nothing;
  if (surveyed === undefined) {
    return html`<p class="cap">Sweep ${choices.setSize} images above for the differences with their intervals.</p>`;
  }
  if (duels.length === 0 && dueling === undefined) return nothing;
  if (duels.length === 0) {
    return html`<p class="cap">The others are sweeping the same images: ${percent(dueling ?? 0, 0)}.</p>`;
  }
  const words = STATISTIC_WORDS[statistic];
  const rows: IntervalRow[] = duels.map(({ name, difference }) => {
    const { mean, low, high } = difference[statistic];
    return {
      label: `${name} − ${own}`,
      estimate: difference[statistic],
      text: `${words.gap(mean)} (${words.gap(low).replace(/ \w+$/, '')} to ${words.gap(high).replace(/ \w+$/, '')})`,
    };
  });
  const reach =
    1.1 * Math.max(...rows.flatMap(({ estimate }) => [Math.abs(estimate.low), Math.abs(estimate.high)]), 1e-6);
  return html`<h4 class="h4 duel">
      Paired difference <small>${words.label}, the same ${surveyed.images.length} images, 95 % interval</small>
    </h4>
    ${renderIntervals(rows, [-reach, reach])}
    <p class="cap">
      ${own}: ${intervalWords(surveyed.summary.all, statistic)};
      ${duels.map(({ name, summary }) => `${name}: ${intervalWords(summary.all, statistic)}`).join('; ')}.
      ${duels.map(({ name, difference }) => verdict(name, own, difference[statistic], words.more)).join(' ')}
    </p>`;
}

function verdict(
  name: string,
  own: string,
  { low, high }: { readonly low: number; readonly high: number },
  more: 'stable' | 'unstable',
): string {
  if (low <= 0 && high >= 0) return `Between ${name} and ${own} the interval holds zero: no difference is shown.`;
  return low > 0 === (more === 'stable') ? `${name} is steadier.` : `${own} is steadier than ${name}.`;
}
