/** "Numbers as a table": every channel of the layer, the patches of one, dead filters, the two spaces. */
import { html, nothing, type TemplateResult } from 'lit';
import { dataTable } from '../shared/data-table.js';
import { decimal, integer, percent } from '../shared/format.js';
import { deadLayers } from './dead.js';
import { measure } from './measures.js';
import { patchesOf } from './patches.js';
import type { Beside, View } from './view.js';
import { answer, outputWords } from './words.js';

export function renderNumbers(view: View, beside: Beside): TemplateResult {
  const { looked, channel } = view;
  if (looked === undefined) return html`<p>There are no numbers yet.</p>`;
  const { maps, layer, zeroShares, picked } = looked;
  const { most, mean } = measure(maps);
  const { surveyed, kernel } = beside;
  const over = surveyed?.layers[layer.shown.name]?.zeroShares;
  return html`${dataTable({
    caption: `Every channel of ${outputWords(layer)} for ${picked.name}`,
    columns: ['channel', 'largest', 'mean', 'zeros here', 'zeros on held-out images'],
    rows: zeroShares.map((zeros, c) => [
      String(c),
      answer(most[c]!),
      answer(mean[c]!),
      percent(zeros),
      over === undefined ? '–' : percent(over[c]!),
    ]),
  })}
  ${
    surveyed === undefined
      ? nothing
      : html`${dataTable({
          caption: `What makes channel ${channel} fire`,
          columns: ['image', 'truly', 'value', 'row', 'column', 'sees rows', 'sees columns'],
          rows: patchesOf(surveyed, layer, channel).map(({ picked: own, value, row, column, box }) => [
            own.name,
            own.truth ?? '',
            answer(value),
            String(row),
            String(column),
            `${box.top} to ${box.bottom - 1}`.replaceAll('-', '−'),
            `${box.left} to ${box.right - 1}`.replaceAll('-', '−'),
          ]),
        })}
        ${dataTable({
          caption: `Dead filters, on ${integer(surveyed.picked.length)} held-out images`,
          columns: ['layer', 'channels', 'dead', 'zeros'],
          rows: deadLayers(view, beside).map(({ name, channels, dead, zeros }) => [
            name,
            integer(channels),
            integer(dead),
            percent(zeros),
          ]),
        })}`
  }
  ${
    kernel?.smoothness === undefined
      ? nothing
      : dataTable({
          caption: `Correlation of neighbouring weights of ${layer.name}`,
          columns: ['kernel', 'correlation', 'standard deviation'],
          rows: [
            ['as it is', decimal(kernel.smoothness.correlation, 3), '–'],
            [
              'in random order',
              decimal(kernel.smoothness.chance.mean, 3),
              decimal(kernel.smoothness.chance.deviation, 4),
            ],
          ],
        })
  }
  ${renderSpace(beside)}`;
}

function renderSpace({ space, near }: Beside): TemplateResult | typeof nothing {
  if (space === undefined) return nothing;
  const { picked, inCodes, inPixels } = space;
  const xy = (positions: Float32Array | undefined, i: number): string =>
    positions === undefined ? '–' : `${decimal(positions[2 * i]!, 2)}, ${decimal(positions[2 * i + 1]!, 2)}`;
  const rank = (indices: readonly number[] | undefined, i: number): string => {
    const at = indices?.indexOf(i) ?? -1;
    return at < 0 ? '' : String(at + 1);
  };
  return dataTable({
    caption: `${integer(picked.length)} held-out images in the plane${near === undefined ? '' : `, and their rank as neighbours of ${near.picked.name}`}`,
    columns: ['image', 'truly', 'by code', 'by pixels', 'neighbour by code', 'by pixels'],
    rows: picked.map(({ name, truth }, i) => [
      name,
      truth ?? '',
      xy(inCodes.frame?.positions, i),
      xy(inPixels.frame?.positions, i),
      rank(near?.inCodes, i),
      rank(near?.inPixels, i),
    ]),
  });
}
