/** Means with their intervals in rows: a name, a dot with whiskers on a common scale, the numbers in words. */
import { html, nothing, type TemplateResult } from 'lit';
import type { MeanWithInterval } from '../../core/index.js';
import { cssVars } from '../shared/css-vars.js';

export interface IntervalRow {
  readonly label: string;
  readonly estimate: MeanWithInterval;
  readonly text: string;
  /** The one that the figure is about. */
  readonly subject?: boolean;
}

/** @param scale the numbers at both ends; zero is marked where it lies between */
export function renderIntervals(rows: readonly IntervalRow[], [low, high]: readonly [number, number]): TemplateResult {
  const at = (value: number) => `${(100 * (Math.min(high, Math.max(low, value)) - low)) / (high - low || 1)}%`;
  return html`<div class="intervals" role="list">
    ${rows.map(
      ({ label, estimate, text, subject }) =>
        html`<div class="interval ${subject === true ? 'subject' : ''}" role="listitem">
          <span class="name">${label}</span>
          <span
            class="scale"
            aria-hidden="true"
            ${cssVars({
              '--at': at(estimate.mean),
              '--from': at(estimate.low),
              '--to': at(estimate.high),
              '--zero': low < 0 && high > 0 ? at(0) : undefined,
            })}
            >${low < 0 && high > 0 ? html`<i class="zero"></i>` : nothing}<i class="whisker"></i><i class="dot"></i
          ></span>
          <span class="value">${text}</span>
        </div>`,
    )}
  </div>`;
}
