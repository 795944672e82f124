/** What three networks cost and what they bring, and the difference that a teacher made, with its interval. */
import { html, type TemplateResult } from 'lit';
import { decimal, percent } from '../shared/format.js';
import { cssVars } from '../shared/css-vars.js';
import { lessonSentence, renderSentence } from './finding.js';
import type { Column } from './results.js';
import type { LessonView } from './view.js';
import { compact, perImage, points } from './words.js';

interface Row {
  readonly name: string;
  readonly cell: (column: Column) => string | undefined;
}

const ROWS: readonly Row[] = [
  { name: 'parameters', cell: ({ parameters }) => compact(parameters) },
  { name: 'multiply–adds an image', cell: ({ multiplyAdds }) => compact(multiplyAdds) },
  {
    name: 'time an image, here',
    cell: ({ milliseconds }) => (milliseconds === undefined ? undefined : perImage(milliseconds)),
  },
  { name: 'accuracy', cell: ({ accuracy }) => (accuracy === undefined ? undefined : percent(accuracy)) },
  {
    name: 'accuracy per million',
    cell: ({ accuracy, parameters }) =>
      accuracy === undefined ? undefined : decimal((accuracy * 100) / (parameters / 1e6), 1),
  },
  { name: 'agrees with teacher', cell: ({ agreement }) => (agreement === undefined ? undefined : percent(agreement)) },
  {
    name: 'calibration error',
    cell: ({ calibrationError }) => (calibrationError === undefined ? undefined : percent(calibrationError)),
  },
];

/** The rows in words, for the page and for exports. */
export const billRows = ({ teacher, student, control }: LessonView['results']): readonly (readonly string[])[] =>
  ROWS.map(({ name, cell }) => [name, ...[teacher, student, control].map((column) => cell(column) ?? '–')]);

export function renderBill(view: LessonView): TemplateResult {
  const { results } = view;
  return html`<div class="part cols bill" part="bill">
    <figure>
      <figcaption class="h4">The bill <small>${billHint(results)}</small></figcaption>
      <div class="scroll" tabindex="0" role="group" aria-label="The bill">
        <table class="numbers" part="table">
          <thead>
            <tr>
              <td></td>
              <th scope="col">teacher</th>
              <th scope="col" class="acc">with teacher</th>
              <th scope="col">alone</th>
            </tr>
          </thead>
          <tbody>
            ${billRows(results).map(
              ([name, ...cells]) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  ${cells.map((cell) => html`<td>${cell}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </figure>
    <figure part="effect">
      <figcaption class="h4">Difference in accuracy <small>with teacher less alone, 95 % interval</small></figcaption>
      ${renderEffect(results)} ${renderSentence(lessonSentence(view))}
    </figure>
  </div>`;
}

function billHint({ source, images, student, teacher }: LessonView['results']): string {
  if (source === 'none') return 'what is known before anybody trains';
  return source === 'ready' ? `${teacher.name} and ${student.name}, on ${images}` : `on ${images}`;
}

/** A dot with whiskers on an axis that holds zero; where nothing was measured, the axis waits. */
function renderEffect({ comparison }: LessonView['results']): TemplateResult {
  const [low, high] = comparison?.interval.map((end) => end * 100) ?? [0, 0];
  const step = tickStep(Math.max(1, Math.abs(low!), Math.abs(high!)));
  const from = Math.min(-step, Math.floor(low! / step) * step);
  const to = Math.max(step, Math.ceil(high! / step) * step);
  const at = (value: number) => (value - from) / (to - from);
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);
  const difference = (comparison?.difference ?? 0) * 100;
  const says =
    comparison === undefined
      ? 'Difference in accuracy, empty: nothing was measured yet.'
      : `${points(comparison.difference)} points, 95 % interval ${points(comparison.interval[0])} to ${points(comparison.interval[1])}.`;
  return html`<div
    class="effect ${comparison === undefined ? 'empty' : ''}"
    role="img"
    aria-label=${says}
    ${cssVars({ '--low': at(low!), '--high': at(high!), '--at': at(difference), '--zero': at(0) })}
  >
    <div class="band">
      <i class="none"></i><i class="whisker"></i><i class="dot"></i>
      <span class="value">${comparison === undefined ? '' : points(comparison.difference)}</span>
    </div>
    <div class="ticks">
      ${ticks.map(
        (tick, i) =>
          html`<span class=${i === 0 ? 'first' : i === ticks.length - 1 ? 'last' : ''} ${cssVars({ '--x': at(tick) })}
            >${tick > 0 ? '+' : tick < 0 ? '−' : ''}${Math.abs(tick)}${i === ticks.length - 1 ? ' points' : ''}</span
          >`,
      )}
    </div>
  </div>`;
}

/** At most about five ticks, points apart. */
function tickStep(reach: number): number {
  return [1, 2, 5, 10, 20, 50].find((step) => reach / step <= 2) ?? 50;
}
