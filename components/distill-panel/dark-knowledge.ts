/**
 * The teacher's dark knowledge of one image: what it says at T = 1 and at the slider's temperature, beside the label that
 * says one word. The picture is chosen elsewhere.
 */
import { html, type TemplateResult } from 'lit';
import { entropyBits, softened } from '../../core/index.js';
import { cssVars } from '../shared/css-vars.js';
import { decimal, percent, significant } from '../shared/format.js';
import { pixels } from '../shared/pixel-image.js';
import { knowledgeSentence, renderSentence } from './finding.js';
import { TEMPERATURES } from './options.js';
import type { Actions, View } from './view.js';

export function renderDarkKnowledge(view: View, actions: Actions): TemplateResult {
  const { teacher, teacherSaid, picked, temperature } = view;
  const names = teacher.classNames;
  const logits = teacherSaid?.logits;
  const order = names.map((_, i) => i).sort((a, b) => (logits?.[b] ?? 0) - (logits?.[a] ?? 0));
  const cold = logits && softened(logits, 1);
  const hot = logits && softened(logits, temperature);
  const bits = (probabilities: readonly number[] | undefined) =>
    probabilities === undefined ? '' : `, ${decimal(entropyBits(probabilities), 2)} bits`;
  const bar = (share: number | undefined, accent: boolean) =>
    html`<td>
      <span class="hb ${accent ? 'a' : ''}"
        ><i ${cssVars({ '--v': share ?? 0 })}></i>${share === undefined ? '–' : percent(share)}</span
      >
    </td>`;
  const truth = picked?.truth;
  return html`<section class="part knowledge" part="knowledge" aria-label="The teacher’s dark knowledge">
    <h4 class="h4">The teacher’s dark knowledge <small>what it says beyond the label</small></h4>
    <div class="dk">
      <figure>
        <canvas
          class="px"
          role="img"
          aria-label=${picked === undefined ? 'no image yet' : `${picked.name}${truth === undefined ? '' : `, a picture labelled ${truth}`}`}
          ${pixels(picked && { pixels: picked.pixels })}
        ></canvas>
        <figcaption class="cap">
          ${truth === undefined ? (picked?.name ?? 'the image is on its way') : `label: ${truth}, and nothing else`}
        </figcaption>
      </figure>
      <div>
        <label class="range"
          >Temperature<input
            type="range"
            min=${TEMPERATURES.min}
            max=${Math.max(TEMPERATURES.max, temperature)}
            step=${TEMPERATURES.step}
            .value=${String(temperature)}
            aria-valuetext="T = ${significant(temperature)}"
            @input=${(event: Event) => actions.look((event.target as HTMLInputElement).valueAsNumber)}
            @change=${(event: Event) => actions.teach({ temperature: (event.target as HTMLInputElement).valueAsNumber })}
          /><output>T = ${significant(temperature)}</output></label
        >
        <table class="dark">
          <caption class="vh">
            Probability of each class by the teacher at temperature 1 and ${significant(temperature)}
          </caption>
          <thead>
            <tr>
              <td></td>
              <th scope="col"><b>T = 1</b>${bits(cold)}</th>
              <th scope="col"><b class="acc">T = ${significant(temperature)}</b>${bits(hot)}</th>
            </tr>
          </thead>
          <tbody>
            ${order.map(
              (index) =>
                html`<tr class=${names[index] === truth ? 'truth' : ''}>
                  <th scope="row">
                    ${names[index]}${names[index] === truth ? html`<span class="mark"> ✓<span class="vh"> the label</span></span>` : ''}
                  </th>
                  ${bar(cold?.[index], false)} ${bar(hot?.[index], true)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </div>
    ${renderSentence(knowledgeSentence(view))}
  </section>`;
}
