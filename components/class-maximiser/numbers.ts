/** "Numbers as a table": every kept step, the classes now, all classes at once, the small change. */
import { html, nothing, type TemplateResult } from 'lit';
import { dataTable } from '../shared/data-table.js';
import { decimal, integer, percent } from '../shared/format.js';
import type { View } from './view.js';
import { answer, largestOf, value } from './words.js';

const LEVELS = 255;

export function renderNumbers({ run, grid, attacked, smallest, snapshot }: View): TemplateResult {
  const { frames, shown, points } = run;
  if (shown === undefined) return html`<p>There are no numbers yet.</p>`;
  const names = snapshot.classNames;
  const said = answer(shown);
  const scoreAt = new Map(points.map(({ step, scores }) => [step, scores[0]!]));
  const target = shown.targets[0]!;
  return html`${dataTable({
    caption: `What the network says of the image at step ${integer(shown.step)}`,
    columns: ['class', 'logit', 'probability'],
    rows: names.map((name, i) => [name, value(shown.logits.data[i] ?? NaN), percent(said[i] ?? NaN, 2)]),
  })}
  ${dataTable({
    caption: 'The run, at the frames that were kept',
    columns: ['step', 'objective', `probability of ${names[target]}`, 'the network says'],
    rows: frames.map((frame) => {
      const own = answer(frame);
      const score = scoreAt.get(frame.step);
      const first = largestOf(own);
      return [
        integer(frame.step),
        score === undefined ? '–' : value(score, 4),
        percent(own[target] ?? NaN, 2),
        `${names[first]}, ${percent(own[first]!)}`,
      ];
    }),
  })}
  ${
    grid.latest === undefined
      ? nothing
      : dataTable({
          caption: `All classes at once, after ${integer(grid.latest.step)} steps`,
          columns: ['class', 'its probability', 'the network says'],
          rows: names.map((name, i) => {
            const own = answer(grid.latest!, i);
            return [name, percent(own[i]!, 2), names[largestOf(own)] ?? ''];
          }),
        })
  }
  ${
    attacked === undefined
      ? nothing
      : dataTable({
          caption: 'The small change',
          columns: ['what', 'value'],
          rows: [
            ['ε that was allowed', `${value(attacked.epsilon)}/255`],
            ['largest change of a channel', `${decimal(attacked.attack.linf * LEVELS)}/255`],
            ['length of the change', `${decimal(attacked.attack.l2 * LEVELS)}/255`],
            [
              'smallest ε that flips the answer',
              smallest === undefined
                ? 'not known yet'
                : smallest === null
                  ? 'above 64/255'
                  : `${decimal(smallest * LEVELS)}/255`,
            ],
            ...names.map((name, i) => [
              `${name}, before and after`,
              `${percent(attacked.attack.before[i]!, 2)} → ${percent(attacked.attack.after[i]!, 2)}`,
            ]),
          ],
        })
  }`;
}
