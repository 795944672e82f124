/** What the export menu gives: the figure as a picture, the map's numbers, everything that is known, the tag to embed. */
import { KitError } from '../../core/index.js';
import { copyText, saveFile, toCsv } from '../shared/export.js';
import { findingText } from './finding.js';
import { drawFigure } from './figure-png.js';
import type { TestResults } from './numbers.js';
import type { Explained, View } from './view.js';

export type ExportKind = 'png' | 'csv' | 'json' | 'tag';

/** @throws KitError internal where the page or the browser refuses the picture or the clipboard. */
export async function exportFigure(
  kind: ExportKind,
  view: View,
  host: HTMLElement,
  tests: TestResults | undefined,
): Promise<void> {
  if (kind === 'tag') return copyText(tagFor(host.localName, view));
  const { explained } = view;
  if (explained === undefined) throw new KitError('invalid-argument', 'There is no map to export yet.');
  const name = fileName(view, explained);
  if (kind === 'csv') saveFile(`${name}.csv`, 'text/csv', mapCsv(explained));
  else if (kind === 'json') saveFile(`${name}.json`, 'application/json', everything(view, explained, tests));
  else saveFile(`${name}.png`, 'image/png', await drawFigure(view, explained, host));
}

function fileName({ snapshot }: View, { attribution, picked, step }: Explained): string {
  const what = [snapshot.name, `step-${step}`, attribution.settings.method, picked.name];
  return what.join('-').replaceAll(/[^\w.-]+/g, '-');
}

/** A row a pixel: where, its colours, the map's value, and the value of each colour where the method has them. */
export function mapCsv({ attribution, picked }: Explained): string {
  const { map, values } = attribution;
  const [height = 0, width = 0] = map.shape;
  const channels = values?.shape[2] ?? 0;
  const columns = [
    'x',
    'y',
    'red',
    'green',
    'blue',
    'value',
    ...(channels === 1 ? ['grey'] : ['red', 'green', 'blue'].slice(0, channels)).map((c) => `value ${c}`),
  ];
  const rows = Array.from({ length: height * width }, (_, i) => [
    i % width,
    Math.floor(i / width),
    ...picked.pixels.data.slice(3 * i, 3 * i + 3),
    map.data[i],
    ...(values ? values.data.slice(channels * i, channels * (i + 1)) : []),
  ]);
  return toCsv(columns, rows);
}

/** Maps as nested arrays: what a reader's own script expects. */
export function everything(view: View, explained: Explained, tests: TestResults | undefined): string {
  const { snapshot } = view;
  const { attribution, picked, step, milliseconds, measures } = explained;
  const { map, values, coarse, ...rest } = attribution;
  const plain = (tensor: typeof coarse) => tensor && { shape: tensor.shape, data: [...tensor.data] };
  const log = {
    model: snapshot.name,
    network: snapshot.settings,
    step,
    device: snapshot.device,
    image: { name: picked.name, index: picked.index, truth: picked.truth },
    classes: snapshot.classNames,
    finding: findingText(view),
    milliseconds,
    measures,
    ...rest,
    map: plain(map),
    values: plain(values),
    coarse: plain(coarse),
    tests: tests && {
      curves: tests.curves,
      randomisedChance: tests.randomised?.chance,
      randomised: tests.randomised?.maps.map(({ layers, rankCorrelation, similarity }) => ({
        layers,
        rankCorrelation,
        similarity,
      })),
    },
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

/** The tag that asks the same question elsewhere. */
export function tagFor(tag: string, { snapshot, choices, picked }: View): string {
  const attributes: readonly (readonly [string, unknown])[] = [
    ['model', snapshot.name === 'default' ? undefined : snapshot.name],
    ['method', choices.method],
    ['target', choices.target],
    ['target-class', choices.targetClass],
    ['against', choices.against],
    ['image', picked?.index],
    ['channels', choices.channels],
    ['layer', choices.layer],
    ['samples', choices.samples],
    ['sigma', choices.sigma],
    ['steps', choices.steps],
    ['baseline', typeof choices.baseline === 'object' ? undefined : choices.baseline],
    ['patch', choices.patch],
    ['patch-step', choices.patchStep],
    ['seed', choices.seed],
  ];
  const written = attributes.flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`],
  );
  const flags = [choices.signed ? ' signed' : '', choices.overlay ? ' overlay' : ''].join('');
  return `<${tag}${written.join('')}${flags}></${tag}>`;
}
