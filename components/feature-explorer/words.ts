/** The short lines of the element: its title, what a layer and a channel are called, numbers as they are written. */
import { counted, integer, percent, significant } from '../shared/format.js';
import type { LayerChoice } from './layers.js';
import { measure } from './measures.js';
import type { Looked } from './view.js';

export const titleOf = (layer: LayerChoice | undefined): string =>
  layer === undefined ? 'What is inside?' : `What does ${layer.name} see?`;

/** In the menu of layers: "conv4 · 32 channels of 16 × 16". */
export const layerWords = ({ name, channels, size: [height, width] }: LayerChoice): string =>
  `${name} · ${counted(channels, 'channel')}${height * width > 1 ? ` of ${height}\u00a0×\u00a0${width}` : ''}`;

/** "relu4, the output of conv4", or the layer's own name. */
export const outputWords = ({ name, shown }: LayerChoice): string =>
  shown.name === name ? name : `${name} (after ${shown.name})`;

/** A number of a map: three significant digits, a true minus. */
export const answer = (value: number): string => significant(value, 3).replace('-', '−');

/** "channel 17: at most 2.31, 43 % zero". */
export function channelWords({ maps, zeroShares, layer }: Looked, channel: number): string {
  const { most } = measure(maps);
  const single = layer.size[0] * layer.size[1] === 1;
  return single
    ? `channel ${channel}: ${answer(most[channel]!)}`
    : `channel ${channel}: at most ${answer(most[channel]!)}, ${percent(zeroShares[channel]!, 0)} zero`;
}

/** "row 3, column 5". */
export const placeWords = ({ row, column }: { readonly row: number; readonly column: number }): string =>
  `row ${integer(row)}, column ${integer(column)}`;

export const className = ({ classNames }: { readonly classNames: readonly string[] }, index: number): string =>
  classNames[index] ?? `class ${index}`;
