/** What the export menu gives: the figure, its tables, every step, the whole run as JSON, and the tag to embed. */
import { copyText, saveFile, toCsv } from '../shared/export.js';
import { toPng, toSvg, type FigurePicture } from '../shared/figure-picture.js';
import { knowledgeSentence, lessonSentence, textOf } from './finding.js';
import { EXAM_COLUMNS, examRows } from './numbers.js';
import type { LessonView } from './view.js';

export type ExportKind = 'png' | 'svg' | 'csv' | 'steps' | 'json' | 'tag';

/** Shares in [0, 1], losses in nats, nothing rounded. */
export const examsCsv = (view: LessonView): string => toCsv(EXAM_COLUMNS, examRows(view));

/** One row a step, as the models keep them (long runs are thinned evenly). */
export function stepsCsv({ student, control, lessons }: LessonView): string {
  const alone = new Map(control.points.map((point) => [point.step, point]));
  const distances = new Map(lessons.distances.map((point) => [point.step, point]));
  return toCsv(
    [
      'step',
      'loss with teacher',
      'loss alone',
      'accuracy with teacher',
      'accuracy alone',
      'distance with teacher',
      'distance alone',
      'learning rate',
    ],
    student.points.map(({ step, loss, accuracy, learningRate }) => [
      step,
      loss,
      alone.get(step)?.loss,
      accuracy,
      alone.get(step)?.accuracy,
      distances.get(step)?.student,
      distances.get(step)?.control,
      learningRate,
    ]),
  );
}

/** Everything that is known of the lesson, without pictures and weights. */
export function runLog(view: LessonView): string {
  const { teacher, student, control, lessons, results, teacherSaid, temperature } = view;
  const model = ({ name, settings, spec, parameters, step, evaluations, points, source }: typeof teacher) => ({
    model: name,
    source: source?.name,
    settings,
    parameters,
    step,
    evaluations,
    points,
    spec,
  });
  const log = {
    rule: lessons.rule,
    separateCrops: lessons.separateCrops,
    config: student.config,
    dataset: student.dataset,
    device: student.device,
    findings: [textOf(knowledgeSentence(view)), textOf(lessonSentence(view))],
    results,
    image: teacherSaid && {
      name: teacherSaid.picked.name,
      truth: teacherSaid.picked.truth,
      logits: teacherSaid.logits,
      temperature,
    },
    distances: lessons.distances,
    teacher: model(teacher),
    student: model(student),
    control: model(control),
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

/** The tag that gives this lesson again elsewhere, with the settings that were asked for. */
export function tagFor(tag: string, { teacher, student, lessons, picked }: LessonView): string {
  const { settings, source } = student;
  const { rule } = lessons;
  const named = source === undefined && typeof settings.architecture === 'string';
  const attributes: [string, unknown][] = [
    ['teacher', teacher.name],
    ['student', student.name === 'student' ? undefined : student.name],
    ['architecture', named ? settings.architecture : undefined],
    ['width', named ? settings.width : undefined],
    ['temperature', rule.temperature],
    ['mode', rule.mode === 'cross-entropy' ? undefined : rule.mode],
    ['weight', rule.weight],
    ['dataset', settings.dataset],
    ['data-url', settings.dataUrl],
    ['recipe', settings.recipe],
    ['epochs', settings.epochs],
    ['batch-size', settings.batchSize],
    ['learning-rate', settings.learningRate],
    ['augment', settings.augment],
    ['seed', settings.seed],
    ['backend', settings.backend === 'auto' ? undefined : settings.backend],
    ['image', picked?.index],
  ];
  const written = attributes.flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`],
  );
  return `<${tag}${written.join('')}${lessons.separateCrops ? ' separate-crops' : ''}></${tag}>`;
}

/**
 * Gives the reader what they chose: a file, or the tag on the clipboard.
 * @throws KitError where the page's policy or the browser refuses
 */
export async function exportPanel(
  kind: ExportKind,
  view: LessonView,
  tag: string,
  figure: () => FigurePicture,
): Promise<void> {
  const file = `${view.student.name}-taught-by-${view.teacher.name}-step-${view.student.step}`.replaceAll(
    /[^\w.-]+/g,
    '-',
  );
  switch (kind) {
    case 'png':
      return saveFile(`${file}.png`, 'image/png', await toPng(figure()));
    case 'svg':
      return saveFile(`${file}.svg`, 'image/svg+xml', toSvg(figure()).text);
    case 'csv':
      return saveFile(`${file}.csv`, 'text/csv', examsCsv(view));
    case 'steps':
      return saveFile(`${file}-all.csv`, 'text/csv', stepsCsv(view));
    case 'json':
      return saveFile(`${file}.json`, 'application/json', runLog(view));
    case 'tag':
      return copyText(tagFor(tag, view));
  }
}
