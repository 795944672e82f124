/** What the export menu gives: the figure, its table, every step, the whole run as JSON, and the tag to embed. */
import type { ModelSession, SessionSnapshot } from '../../core/index.js';
import { copyText, saveFile, toCsv } from '../shared/export.js';
import { toPng, toSvg, type FigurePicture } from '../shared/figure-picture.js';
import { RUN_COLUMNS, runRows } from './run-table.js';

/** The rows of the table; shares in [0, 1], losses in nats, nothing rounded. */
export function tableCsv(snapshot: SessionSnapshot): string {
  return toCsv(
    RUN_COLUMNS,
    runRows(snapshot).map((row) => [
      row.step,
      row.trainingLoss,
      row.trainingAccuracy,
      row.heldOutLoss,
      row.heldOutAccuracy,
    ]),
  );
}

/** One row a step, as the model keeps them (long runs are thinned evenly). */
export function stepsCsv({ points }: SessionSnapshot): string {
  return toCsv(
    ['step', 'loss', 'accuracy', 'learning rate'],
    points.map(({ step, loss, accuracy, learningRate }) => [step, loss, accuracy, learningRate]),
  );
}

/** Everything that is known of a run, without pictures and weights. */
export function runLog(snapshot: SessionSnapshot): string {
  const { name, settings, spec, parameters, config, totalSteps, step, dataset, device, points, evaluations } = snapshot;
  const log = {
    model: name,
    settings,
    config,
    parameters,
    dataset,
    device,
    step,
    totalSteps,
    evaluations,
    points,
    spec,
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** The tag that makes this run again elsewhere, with the settings that were asked for. */
export function tagFor(tag: string, { name, settings }: SessionSnapshot): string {
  const attributes: [string, unknown][] = [
    ['model', name === 'default' ? undefined : name],
    ['architecture', typeof settings.architecture === 'string' ? settings.architecture : undefined],
    ['width', settings.width],
    ['dataset', settings.dataset],
    ['data-url', settings.dataUrl],
    ['recipe', settings.recipe],
    ['epochs', settings.epochs],
    ['batch-size', settings.batchSize],
    ['learning-rate', settings.learningRate],
    ['schedule', settings.schedule],
    ['optimizer', settings.optimizer],
    ['weight-decay', settings.weightDecay],
    ['augment', settings.augment],
    ['seed', settings.seed],
    ['backend', settings.backend === 'auto' ? undefined : settings.backend],
    ['src', settings.src],
    ['labels', settings.labels],
    ['input-range', settings.inputRange],
    ['input-size', settings.inputSize],
    ['init', settings.init],
    ['freeze', settings.freeze],
    ['keep', settings.keep],
  ];
  const written = attributes.flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`],
  );
  return `<${tag}${written.join('')}></${tag}>`;
}

/** What the export menu offers. */
export type ExportKind = 'png' | 'svg' | 'csv' | 'steps' | 'json' | 'model' | 'half' | 'tag';

/**
 * Gives the reader what they chose: a file, or the tag on the clipboard.
 * @throws KitError where the page's policy or the browser refuses
 */
export async function exportRun(
  kind: ExportKind,
  snapshot: SessionSnapshot,
  tag: string,
  figure: () => FigurePicture,
  session: ModelSession | undefined,
): Promise<void> {
  const file = `${snapshot.name}-step-${snapshot.step}`.replaceAll(/[^\w.-]+/g, '-');
  switch (kind) {
    case 'png':
      return saveFile(`${file}.png`, 'image/png', await toPng(figure()));
    case 'svg':
      return saveFile(`${file}.svg`, 'image/svg+xml', toSvg(figure()).text);
    case 'csv':
      return saveFile(`${file}.csv`, 'text/csv', tableCsv(snapshot));
    case 'steps':
      return saveFile(`${file}-all.csv`, 'text/csv', stepsCsv(snapshot));
    case 'json':
      return saveFile(`${file}.json`, 'application/json', runLog(snapshot));
    case 'model':
    case 'half': {
      const zip = await session?.exportModel({ precision: kind === 'half' ? 'float16' : 'float32' });
      return zip && saveFile(`${file}.zip`, zip.type, zip);
    }
    case 'tag':
      return copyText(tagFor(tag, snapshot));
  }
}
