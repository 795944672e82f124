/** A compared network with everything that the parts below the totals need to know of it. */
import { completeAnalysis, layerRows, type Analysis, type LayerCount, type LayerRow } from '../../core/index.js';
import type { CountedNetwork } from './networks.js';

export interface StudiedNetwork {
  readonly id: string;
  readonly label: string;
  readonly analysis: Analysis;
  readonly rows: readonly LayerRow[];
}

const studied = new WeakMap<LayerCount, StudiedNetwork>();

/** The same object for the same count. */
export function study({ id, label, count }: CountedNetwork): StudiedNetwork {
  let known = studied.get(count);
  if (!known) {
    const analysis = completeAnalysis(count);
    known = { id, label, analysis, rows: layerRows(analysis) };
    studied.set(count, known);
  }
  return known;
}
