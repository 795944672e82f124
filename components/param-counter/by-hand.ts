/** The arithmetic of the selected row, written out with its numbers and what they stand for. */
import { html, nothing, type TemplateResult } from 'lit';
import { byHand, separableByHand, type Equation, type LayerRow } from '../../core/index.js';
import { decimal, integer } from '../shared/format.js';
import { fullLabel } from './words.js';

export function renderByHand(row: LayerRow, askMe: () => void): TemplateResult {
  const equations = byHand(row);
  const main = equations.filter(({ what }) => what === 'parameters' || what === 'macs');
  const others = equations.filter(({ what }) => what !== 'parameters' && what !== 'macs');
  return html`<section part="by-hand">
    <p class="h4">
      By hand: ${fullLabel(row)} <small>choose any row above</small>
      <button class="link ask screen-only" part="button" @click=${askMe}>Ask me instead</button>
    </p>
    ${
      row.error
        ? html`<p class="cap">This layer is not counted: ${row.error.message}</p>`
        : html`<div class="eqs">${main.map((equation) => renderEquation(equation))} ${separable(row)}</div>
            <div class="eqs beside">${others.map((equation) => renderEquation(equation))}</div>`
    }
  </section>`;
}

/** One line: terms over their labels, each with the sign before it, the result last. */
export function renderEquation({ terms, signs, result, unit }: Equation, after: unknown = nothing): TemplateResult {
  return html`<p class="eq">
    ${terms.map(({ text, label }, i) => renderTerm(signs[i - 1], text, label))}
    ${renderTerm('=', html`<b>${integer(result)}</b>`, unit)}${after}
  </p>`;
}

/** A sign and what follows it stay on one line. */
function renderTerm(sign: string | undefined, text: unknown, label: string | undefined): TemplateResult {
  return html`<span class="term"
    >${sign === undefined ? nothing : html`<i>${sign}</i>`}<span
      >${text}${label === undefined ? nothing : html`<small>${label}</small>`}</span
    ></span
  >`;
}

function separable(row: LayerRow): TemplateResult | typeof nothing {
  const equation = separableByHand(row.head);
  if (!equation) return nothing;
  const [height, width] = kernelOf(row);
  return renderEquation(
    equation,
    renderTerm(
      '=',
      `1/${integer(row.head.outputShape[2]!)} + 1/${integer(height * width)}`,
      `= ${decimal(equation.share, 3)} of the line above`,
    ),
  );
}

function kernelOf({ head: { layer } }: LayerRow): readonly [number, number] {
  const size = layer.type === 'conv2d' ? layer.kernelSize : 1;
  return typeof size === 'number' ? [size, size] : size;
}
