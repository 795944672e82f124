/**
 * What stands between the main parts once there is something to say: the gradient that each part of the loss sends to the
 * logits, and how far each network is as sure as it is right.
 */
import { html, svg, type TemplateResult } from 'lit';
import { gradientLimit, lossGradients, lossWeights } from '../../core/index.js';
import type { Calibration } from '../../core/index.js';
import { cssVars } from '../shared/css-vars.js';
import { decimal, percent, significant } from '../shared/format.js';
import type { Column } from './results.js';
import type { LessonView } from './view.js';

/** Of one image, a row a class: from the labels, from the teacher, and what the teacher's tends to. */
export function gradientRows({
  teacher,
  student,
  teacherSaid,
  studentSaid,
  lessons,
  temperature,
}: LessonView):
  | readonly { readonly name: string; readonly hard: number; readonly soft: number; readonly limit: number }[]
  | undefined {
  if (!teacherSaid || studentSaid?.picked !== teacherSaid.picked) return undefined;
  const [v, z] = [teacherSaid.logits, studentSaid.logits];
  if (v.length !== z.length) return undefined;
  const truth = teacher.classNames.indexOf(teacherSaid.picked.truth ?? '');
  const rule = { ...lessons.rule, temperature };
  const { hard, soft } = lossGradients(
    rule,
    v.map((_, i) => Number(i === truth)),
    z,
    v,
  );
  // In units of the limit whatever λ is: the soft part tends to λ/T² of it.
  const scale = rule.mode === 'logits' ? lossWeights(rule).soft : lossWeights(rule).soft / temperature ** 2;
  const limit = gradientLimit(z, v).map((g) => g * scale);
  // In the order of the table above it.
  const order = v.map((_, i) => i).sort((a, b) => v[b]! - v[a]!);
  return order.map((i) => ({
    name: student.classNames[i]!,
    hard: truth < 0 ? NaN : hard[i]!,
    soft: soft[i]!,
    limit: limit[i]!,
  }));
}

export function renderGradients(view: LessonView): TemplateResult | undefined {
  const rows = gradientRows(view);
  if (rows === undefined) return undefined;
  const finite = rows.flatMap(({ hard, soft, limit }) => [hard, soft, limit]).filter(Number.isFinite);
  const reach = Math.max(...finite.map(Math.abs), 1e-9);
  const bar = (value: number, kind: string) =>
    html`<td>
      <span class="gb ${kind}" ${cssVars({ '--g': Number.isFinite(value) ? Math.abs(value) / reach : 0 })}
        ><i class=${value < 0 ? 'minus' : 'plus'}></i><span>${Number.isFinite(value) ? signed(value) : '–'}</span></span
      >
    </td>`;
  const { temperature } = view;
  const logits = view.lessons.rule.mode === 'logits';
  return html`<section class="part" part="gradients" aria-label="What each loss sends to the logits">
    <h4 class="h4">
      What each loss sends to the student’s logits
      <small>∂L/∂z of this image: below zero, the logit is pushed up</small>
    </h4>
    <div class="scroll" tabindex="0" role="group" aria-label="Gradients of this image">
      <table class="grads">
        <thead>
          <tr>
            <td></td>
            <th scope="col"><b>the label</b></th>
            <th scope="col"><b class="acc">the teacher</b>${logits ? '' : ` at T = ${significant(temperature)}`}</th>
            <th scope="col"><b>its limit</b>${logits ? '' : ' for large T'}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, hard, soft, limit }) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${bar(hard, '')} ${bar(soft, 'a')} ${bar(limit, '')}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="cap">${gradientSentence(rows, view)}</p>
  </section>`;
}

const signed = (value: number): string =>
  Math.abs(value) < 5e-4 ? '0.000' : `${value > 0 ? '+' : '−'}${decimal(Math.abs(value), 3)}`;

function gradientSentence(
  rows: NonNullable<ReturnType<typeof gradientRows>>,
  { temperature, lessons }: LessonView,
): string {
  if (lessons.rule.mode === 'logits') return 'Matching logits is the limit itself: (z − v)/N on centred logits.';
  const size = (pick: (row: (typeof rows)[number]) => number) => Math.hypot(...rows.map(pick));
  const off =
    size(({ soft, limit }) => soft - limit) /
    Math.max(
      size(({ limit }) => limit),
      1e-12,
    );
  return `At T = ${significant(temperature)} the teacher’s gradient differs from its limit, (z − v)/N on centred logits, by ${percent(off, 0)} of the limit’s length.`;
}

export function renderReliability({ results }: LessonView): TemplateResult {
  const { teacher, student, control } = results;
  return html`<section class="part" part="calibration" aria-label="Is it as often right as it is sure?">
    <h4 class="h4">
      As often right as it is sure? <small>accuracy by confidence; on the diagonal a network knows what it knows</small>
    </h4>
    <div class="rel">
      ${diagram('teacher', teacher, false)} ${diagram('with teacher', student, true)}
      ${diagram('alone', control, false)}
    </div>
  </section>`;
}

/** Px of the drawing; it scales with its column. */
const SIDE = 100;

function diagram(name: string, { calibration, calibrationError }: Column, accent: boolean): TemplateResult {
  const words =
    calibrationError === undefined || calibration === undefined
      ? 'not measured'
      : `${percent(calibrationError)} off on average, mostly ${leaning(calibration)}`;
  return html`<figure>
    <svg viewBox="-1 -1 ${SIDE + 2} ${SIDE + 2}" role="img" aria-label="${name}: ${words}">
      <path class="axis" d="M0,0V${SIDE}H${SIDE}" />
      <path class="diagonal" d="M0,${SIDE}L${SIDE},0" />
      ${(calibration?.bins ?? []).map(({ low, high, count, accuracy }) =>
        count === 0
          ? ''
          : svgBar(
              low,
              high,
              accuracy,
              accent,
              Math.sqrt(count / Math.max(...calibration!.bins.map((bin) => bin.count))),
            ),
      )}
    </svg>
    <figcaption class="cap"><b class=${accent ? 'acc' : ''}>${name}</b> ${words}</figcaption>
  </figure>`;
}

/** A column from the axis to the accuracy of its bin; the more images it stands for, the darker. */
function svgBar(low: number, high: number, accuracy: number, accent: boolean, weight: number): unknown {
  const height = accuracy * SIDE;
  return svg`<rect class=${accent ? 'bin a' : 'bin'} x=${low * SIDE + 0.4} y=${SIDE - height}
    width=${(high - low) * SIDE - 0.8} height=${height} fill-opacity=${0.35 + 0.65 * weight} />
    <path class="edge" d="M${low * SIDE + 0.4},${SIDE - height}h${(high - low) * SIDE - 0.8}" />`;
}

/** Which way a network errs, weighted by its images. */
function leaning({ bins }: Calibration): string {
  const sum = bins.reduce(
    (total, { count, accuracy, confidence }) => (count === 0 ? total : total + count * (accuracy - confidence)),
    0,
  );
  return sum < 0 ? 'too sure' : 'not sure enough';
}
