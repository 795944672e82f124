/** The tables behind the panel: the exams, the bill, accuracy by class, the image's probabilities and gradients. */
import { html, nothing, type TemplateResult } from 'lit';
import { softened } from '../../core/index.js';
import { type DataTable, dataTable } from '../shared/data-table.js';
import { decimal, integer, percent, significant } from '../shared/format.js';
import { gradientRows } from './below.js';
import { billRows } from './bill.js';
import type { LessonView } from './view.js';

export function renderNumbers(view: LessonView): TemplateResult {
  return html`${[examTable(view), billTable(view), classTable(view), imageTable(view), calibrationTable(view)].map(
    (table) => (table === undefined ? nothing : dataTable(table)),
  )}`;
}

/** A row an exam: loss and accuracy of both. */
export function examRows({ student, control }: LessonView): readonly (readonly number[])[] {
  return student.evaluations.map((taught, i) => {
    const alone = control.evaluations[i];
    return [taught.step, taught.accuracy, alone?.accuracy ?? NaN, taught.loss, alone?.loss ?? NaN];
  });
}
export const EXAM_COLUMNS = ['step', 'accuracy with teacher', 'accuracy alone', 'loss with teacher', 'loss alone'];

function examTable(view: LessonView): DataTable | undefined {
  const rows = examRows(view);
  if (rows.length === 0) return undefined;
  return {
    caption: 'A row for each exam on held-out images; losses are cross-entropies in nats.',
    columns: EXAM_COLUMNS,
    rows: rows.map(([step = 0, a = 0, b = 0, c = 0, d = 0]) => [
      integer(step),
      percent(a),
      percent(b),
      decimal(c, 3),
      decimal(d, 3),
    ]),
  };
}

function billTable({ results }: LessonView): DataTable {
  return {
    caption: `What ${results.teacher.name} and two students named ${results.student.name} cost and bring${results.images === '' ? '' : `, on ${results.images}`}.`,
    columns: ['what', 'teacher', 'with teacher', 'alone'],
    rows: billRows(results),
  };
}

function classTable({ results, student }: LessonView): DataTable | undefined {
  const { teacher, student: taught, control } = results;
  if (!taught.perClass || !control.perClass) return undefined;
  const share = (column: typeof taught, i: number) => (column.perClass ? percent(column.perClass[i] ?? NaN) : '–');
  return {
    caption: `Accuracy by class, on ${results.images}.`,
    columns: ['class', 'teacher', 'with teacher', 'alone'],
    rows: student.classNames.map((name, i) => [name, ...[teacher, taught, control].map((column) => share(column, i))]),
  };
}

function imageTable(view: LessonView): DataTable | undefined {
  const { teacher, teacherSaid, temperature } = view;
  if (!teacherSaid) return undefined;
  const [cold, hot] = [softened(teacherSaid.logits, 1), softened(teacherSaid.logits, temperature)];
  const gradients = new Map(gradientRows(view)?.map((row) => [row.name, row]));
  const number = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? '–' : decimal(value, 4));
  return {
    caption: `${teacherSaid.picked.name}: what the teacher says, and the gradient of each part of the loss at the student’s logits.`,
    columns: [
      'class',
      'teacher, T = 1',
      `teacher, T = ${significant(temperature)}`,
      'gradient of the label',
      'gradient of the teacher',
      'its limit',
    ],
    rows: teacher.classNames.map((name, i) => [
      name,
      percent(cold[i]!, 2),
      percent(hot[i]!, 2),
      number(gradients.get(name)?.hard),
      number(gradients.get(name)?.soft),
      number(gradients.get(name)?.limit),
    ]),
  };
}

function calibrationTable({ results }: LessonView): DataTable | undefined {
  const columns = [results.teacher, results.student, results.control];
  const bins = results.student.calibration?.bins;
  if (!bins) return undefined;
  return {
    caption: 'Accuracy by confidence, with the number of images in each range.',
    columns: ['confidence', 'teacher', 'with teacher', 'alone'],
    rows: bins.map(({ low, high }, i) => [
      `${percent(low, 0)} to ${percent(high, 0)}`,
      ...columns.map(({ calibration }) => {
        const bin = calibration?.bins[i];
        return bin === undefined || bin.count === 0 ? '–' : `${percent(bin.accuracy, 0)} of ${integer(bin.count)}`;
      }),
    ]),
  };
}
