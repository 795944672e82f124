/** The totals side by side: one group of bars for each measure, with how many times less it is where there are two. */
import { html, nothing, type TemplateResult } from 'lit';
import { bytes, integer } from '../shared/format.js';
import { cssVars } from '../shared/css-vars.js';
import type { CountedNetwork } from './networks.js';
import { times } from './words.js';

interface Measure {
  readonly name: string;
  readonly less: string;
  readonly more: string;
  readonly of: (network: CountedNetwork) => number;
  readonly text: (value: number) => string;
}

/** Two bytes a number: half precision, as weights are shipped. */
const DOWNLOAD_BYTES = 2;
const MEASURES: readonly Measure[] = [
  { name: 'Parameters', less: 'fewer', more: 'more', of: ({ count }) => count.trainable, text: integer },
  { name: 'Multiply–adds an image', less: 'fewer', more: 'more', of: ({ count }) => count.macs, text: integer },
  {
    name: 'Download at 16 bits',
    less: 'smaller',
    more: 'larger',
    of: ({ count }) => count.total * DOWNLOAD_BYTES,
    text: bytes,
  },
];

/** @param subject the network that the accent marks */
export function renderTotals(networks: readonly CountedNetwork[], subject: CountedNetwork): TemplateResult {
  return html`<div
    class=${networks.length === 2 ? 'versus two' : 'versus'}
    ${cssVars({ '--room': `${roomFor(networks)}ch` })}
    part="totals"
    role="group"
    aria-label="Totals"
  >
    ${MEASURES.map((measure) => renderMeasure(measure, networks, subject))}
  </div>`;
}

/** Characters of the longest text behind a bar, and a little; letters are about as wide as digits. */
function roomFor(networks: readonly CountedNetwork[]): number {
  const lengths = networks.flatMap((network) =>
    MEASURES.map(({ of, text }) => text(of(network)).length + network.label.length),
  );
  return Math.max(...lengths) + 3;
}

function renderMeasure(
  { name, less, more, of, text }: Measure,
  networks: readonly CountedNetwork[],
  subject: CountedNetwork,
): TemplateResult {
  const values = networks.map(of);
  const largest = Math.max(...values, 1);
  const rows = networks.map((network, i) => ({ network, value: values[i]!, words: text(values[i]!) }));
  const [before, now] = values as [number, number];
  return html`<div class="measure">${name}</div>
    <ul class="bars">
      ${rows.map(
        ({ network, value, words }) =>
          html`<li class=${network === subject ? 'bar subject' : 'bar'}>
            <i ${cssVars({ '--share': value / largest })}></i><span>${words} <small>${network.label}</small></span>
          </li>`,
      )}
    </ul>
    ${
      networks.length === 2
        ? html`<div class="ratio">
            ${now === before || Math.min(now, before) === 0 ? '=' : `${times(Math.max(now, before) / Math.min(now, before))} ×`}
            <small>${now === before ? 'the same' : now < before ? less : more}</small>
          </div>`
        : nothing
    }`;
}
