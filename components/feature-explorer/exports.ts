/** What the export menu gives: the sheet as a picture, every number, the patches, the points, the tag to embed. */
import { KitError } from '../../core/index.js';
import { copyText, saveFile, toCsv } from '../shared/export.js';
import { deadLayers } from './dead.js';
import { drawFigure } from './figure-png.js';
import { finding, textOf } from './finding.js';
import { measure } from './measures.js';
import { patchesOf } from './patches.js';
import type { Beside, Looked, Space, Surveyed, View } from './view.js';

export type ExportKind = 'png' | 'csv' | 'json' | 'patches-csv' | 'space-csv' | 'tag';

/** @throws KitError internal where the page or the browser refuses the picture or the clipboard. */
export async function exportFigure(kind: ExportKind, view: View, beside: Beside, host: HTMLElement): Promise<void> {
  if (kind === 'tag') return copyText(tagFor(host.localName, view));
  const { looked, snapshot } = view;
  if (looked === undefined) throw new KitError('invalid-argument', 'There is nothing to export yet.');
  const name = [snapshot.name, `step-${looked.step}`, looked.layer.name].join('-').replaceAll(/[^\w.-]+/g, '-');
  const { surveyed, space } = beside;
  switch (kind) {
    case 'png':
      return saveFile(`${name}.png`, 'image/png', await drawFigure(view, looked, host));
    case 'csv':
      return saveFile(`${name}.csv`, 'text/csv', mapsCsv(looked));
    case 'json':
      return saveFile(`${name}.json`, 'application/json', everything(view, looked, beside));
    case 'patches-csv':
      if (surveyed === undefined) throw new KitError('invalid-argument', 'Many images have not been looked at yet.');
      return saveFile(`${name}-patches.csv`, 'text/csv', patchesCsv(surveyed, looked));
    case 'space-csv':
      if (space === undefined) throw new KitError('invalid-argument', 'No images have been laid out yet.');
      return saveFile(`${snapshot.name}-step-${space.step}-codes.csv`, 'text/csv', spaceCsv(space));
  }
}

/** A row a number. */
export function mapsCsv({ maps }: Looked): string {
  const [, width = 1, channels = 1] = maps.shape;
  const rows = Array.from(maps.data, (value, i) => {
    const at = Math.floor(i / channels);
    return [i % channels, Math.floor(at / width), at % width, value];
  });
  return toCsv(['channel', 'row', 'column', 'value'], rows);
}

/** A row a patch, of every channel of the layer. */
export function patchesCsv(surveyed: Surveyed, { layer }: Pick<Looked, 'layer'>): string {
  const rows = Array.from({ length: layer.channels }, (_, channel) =>
    patchesOf(surveyed, layer, channel).map(({ picked, row, column, value, box }, rank) => [
      ...[channel, rank, picked.index ?? picked.name, picked.truth, row, column, value],
      ...[box.top, box.left, box.bottom, box.right],
    ]),
  ).flat();
  const columns = ['channel', 'rank', 'image', 'truth', 'row', 'column', 'value', 'top', 'left', 'bottom', 'right'];
  return toCsv(columns, rows);
}

/** A row an image: where it lies in both planes, and its code. */
export function spaceCsv({ picked, codes, inCodes, inPixels }: Space): string {
  const size = codes.shape[1]!;
  const xy = (positions: Float32Array | undefined, i: number) => [positions?.[2 * i], positions?.[2 * i + 1]];
  const rows = picked.map(({ index, name, truth }, i) => [
    index ?? name,
    truth,
    ...xy(inCodes.frame?.positions, i),
    ...xy(inPixels.frame?.positions, i),
    ...codes.data.slice(i * size, (i + 1) * size),
  ]);
  const numbered = Array.from({ length: size }, (_, k) => `code ${k}`);
  return toCsv(['image', 'truth', 'x by code', 'y by code', 'x by pixels', 'y by pixels', ...numbered], rows);
}

export function everything(view: View, looked: Looked, beside: Beside): string {
  const { snapshot, choices, channel } = view;
  const { picked, layer, maps, zeroShares, step, milliseconds } = looked;
  const { most, mean } = measure(maps);
  const log = {
    model: snapshot.name,
    network: snapshot.settings,
    step,
    device: snapshot.device,
    image: { name: picked.name, index: picked.index, truth: picked.truth },
    choices,
    finding: textOf(finding(view)),
    layer: layer.shown.name,
    channel,
    milliseconds,
    maps: { shape: maps.shape, data: [...maps.data] },
    channels: zeroShares.map((zeros, c) => ({ largest: most[c], mean: mean[c], zeros })),
    smoothness: beside.kernel?.smoothness,
    dead: deadLayers(view, beside),
    history: beside.history,
    purity: { codes: beside.space?.inCodes.result?.purity, pixels: beside.space?.inPixels.result?.purity },
  };
  return JSON.stringify(log, undefined, 1);
}

/** The tag that asks the same question elsewhere. */
export function tagFor(tag: string, { snapshot, choices, picked, layer, chosen }: View): string {
  const attributes: readonly (readonly [string, unknown])[] = [
    ['model', snapshot.name === 'default' ? undefined : snapshot.name],
    ['src', snapshot.settings.src],
    ['image', picked?.index],
    ['layer', layer?.name],
    ['channel', chosen],
    ['scale', choices.scale === 'layer' ? undefined : choices.scale],
    ['patches', choices.patches],
    ['set-size', choices.setSize],
    ['embed-size', choices.embedSize],
    ['projection', choices.projection],
    ['perplexity', choices.perplexity],
    ['neighbours', choices.neighbours],
    ['seed', choices.seed],
  ];
  const written = attributes.flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`],
  );
  return `<${tag}${written.join('')}></${tag}>`;
}
