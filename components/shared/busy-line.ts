/** A line in the gap under the controls while something is computed: nothing moves when it comes and goes. */
import { html, nothing, type TemplateResult } from 'lit';
import { cssVars } from './css-vars.js';
import { percent } from './format.js';

/** A computation that a reader waits for: its share done, or undefined where nobody knows. */
export interface Busy {
  readonly share: number | undefined;
}

export function renderBusy(busy: Busy | undefined, label: string): TemplateResult {
  const share = busy?.share;
  return html`<div
    class="busy ${busy === undefined ? '' : share === undefined ? 'wait' : 'on'}"
    role="progressbar"
    aria-label=${label}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${share === undefined ? nothing : Math.round(share * 100)}
    aria-valuetext=${busy === undefined ? 'done' : share === undefined ? 'under way' : percent(share, 0)}
  >
    <i ${cssVars({ 'inline-size': share === undefined ? undefined : percent(share, 0).replace(/\s/, '') })}></i>
  </div>`;
}
