/** Every number of the shown network, layer by layer as the spec lists them: the table behind the figure, and its CSV. */
import { html, type TemplateResult } from 'lit';
import type { LayerAnalysis } from '../../core/index.js';
import { dataTable } from '../shared/data-table.js';
import { integer } from '../shared/format.js';
import type { StudiedNetwork } from './study.js';

export const NUMBER_COLUMNS = [
  'layer',
  'type',
  'output',
  'weights',
  'biases',
  'BN',
  'moving averages',
  'trainable',
  'multiply–adds',
  'bytes alive in inference',
  'bytes kept in training',
  'receptive field',
  'stride',
  'padding',
] as const;

/** Plain values, nothing rounded, in the order of the columns. */
export function numberRow(layer: LayerAnalysis): readonly (string | number)[] {
  const { name, outputShape, weights, trainable, macs, liveBytes, keptBytes, field } = layer;
  const across = ([vertical, horizontal]: readonly [number, number]) =>
    vertical === horizontal ? vertical : `${vertical} × ${horizontal}`;
  return [
    name,
    layer.layer.type,
    outputShape.join(' × '),
    weights.kernel,
    weights.bias,
    weights.batchNorm,
    weights.movingStatistics,
    trainable,
    macs,
    liveBytes,
    keptBytes,
    field.whole ? 'all' : across(field.size),
    across(field.stride),
    across(field.padding),
  ];
}

export function renderNumbers({ analysis, label }: StudiedNetwork): TemplateResult {
  const { layers, trainable, macs, memory, field } = analysis;
  const total = (pick: (layer: LayerAnalysis) => number) =>
    integer(layers.reduce((sum, layer) => sum + pick(layer), 0));
  return html`${dataTable({
    caption: `Every layer of ${label} as its description lists them; receptive field, stride and padding in pixels of the image.`,
    columns: NUMBER_COLUMNS,
    rows: layers.map((layer) => numberRow(layer).map((value) => (typeof value === 'number' ? integer(value) : value))),
    total: [
      'total',
      '',
      '',
      total(({ weights }) => weights.kernel),
      total(({ weights }) => weights.bias),
      total(({ weights }) => weights.batchNorm),
      total(({ weights }) => weights.movingStatistics),
      integer(trainable),
      integer(macs),
      `${integer(memory.inference)} at most`,
      integer(memory.training),
      integer(field.size[0]),
      integer(field.stride[0]),
      integer(field.padding[0]),
    ],
  })}`;
}
