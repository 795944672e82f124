/** What the export menu does: the drawings, the numbers as CSV and JSON, and the tag to embed. */
import { copyText, saveFile, toCsv } from '../shared/export.js';
import { toPng, toSvg, type FigurePicture } from '../shared/figure-picture.js';
import type { Study } from './details.js';
import { findingText } from './finding.js';
import { TITLE } from './head.js';

import { NUMBER_COLUMNS, numberRow } from './numbers.js';
import { study, type StudiedNetwork } from './study.js';

export type ExportKind = 'png' | 'svg' | 'csv' | 'json' | 'tag';

/** @throws KitError internal where the page or the browser refuses the picture or the clipboard */
export async function exportAs(kind: ExportKind, view: Study, host: HTMLElement): Promise<void> {
  const file = `${host.localName}-${view.shown.id.replaceAll(/[^\w-]+/g, '-')}.${kind}`;
  switch (kind) {
    case 'png':
      return saveFile(file, 'image/png', await toPng(pictureOf(view, host)));
    case 'svg':
      return saveFile(file, 'image/svg+xml', toSvg(pictureOf(view, host)).text);
    case 'csv':
      return saveFile(file, 'text/csv', layersCsv(view.shown));
    case 'json':
      return saveFile(file, 'application/json', everything(view.networks.map(study)));
    case 'tag':
      return copyText(tagOf(host));
  }
}

export function layersCsv({ analysis }: StudiedNetwork): string {
  return toCsv(NUMBER_COLUMNS, analysis.layers.map(numberRow));
}

/** Totals, layers and description of every network. */
export function everything(networks: readonly StudiedNetwork[]): string {
  const all = networks.map(({ id, analysis }) => {
    const { inputShape, trainable, total, macs, memory, field, layers, errors, spec } = analysis;
    return {
      network: id,
      inputShape,
      trainable,
      total,
      macs,
      memory,
      receptiveField: field,
      errors: errors.map(({ code, message, layer }) => ({ code, message, layer })),
      layers: layers.map((layer) => Object.fromEntries(numberRow(layer).map((value, i) => [NUMBER_COLUMNS[i], value]))),
      spec,
    };
  });
  return `${JSON.stringify(all, null, 2)}\n`;
}

/** The tag as it stands, without what is inside. */
function tagOf(host: HTMLElement): string {
  return (host.cloneNode(false) as HTMLElement).outerHTML;
}

function pictureOf({ networks, shown }: Study, host: HTMLElement): FigurePicture {
  const titles = [
    'Does the filter fit?',
    'What one unit sees',
    'Accuracy and parameters',
    'Accuracy and multiply–adds',
  ];
  const drawings = [...(host.shadowRoot?.querySelectorAll<SVGSVGElement>('svg.drawing') ?? [])];
  return {
    title: TITLE,
    charts: drawings.map((drawing, i) => ({ title: titles[i]!, drawing })),
    notes: [
      findingText(
        networks,
        networks.find(({ id }) => id === shown.id)!,
      ),
    ],
    host,
  };
}
