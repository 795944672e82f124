/** What a layer is and sees, as the words of a table's cell. */
import { pair, type LayerSpec, type ReceptiveField, type Size2d } from '../../core/index.js';
import { integer } from '../shared/format.js';

/** Receptive field in a table's cell: "75 px", or "all" where every unit sees the whole image. */
export function fieldText({ size: [height, width], whole }: ReceptiveField): string {
  if (whole) return 'all';
  return height === width ? `${integer(height)}\u00a0px` : `${integer(height)} × ${integer(width)}\u00a0px`;
}

/** What a layer does, in a table's cell: "3×3, stride 2", "dense", "2×2 max". */
export function kernelText(layer: LayerSpec): string {
  switch (layer.type) {
    case 'conv2d': {
      const extras = [
        (layer.groups ?? 1) > 1 ? `${layer.groups} groups` : '',
        isOne(layer.dilation) ? '' : `dilation ${step(layer.dilation!)}`,
      ];
      return windowText(area(layer.kernelSize), layer.strides, extras);
    }
    case 'depthwiseConv2d':
      return windowText(`${area(layer.kernelSize)} depthwise`, layer.strides, []);
    case 'locallyConnected2d':
      return windowText(`${area(layer.kernelSize)} unshared`, layer.strides, []);
    case 'maxPool2d':
    case 'averagePool2d': {
      const kind = layer.type === 'maxPool2d' ? 'max' : 'mean';
      return windowText(`${area(layer.poolSize)} ${kind}`, layer.strides ?? layer.poolSize, []);
    }
    case 'globalAveragePooling2d':
      return 'spatial mean';
    case 'globalMaxPooling2d':
      return 'spatial maximum';
    case 'batchNorm':
      return 'BN';
    case 'scaleShift':
      return 'scale, shift';
    case 'zeroPadding2d':
      return 'zeros around';
    case 'localResponseNorm':
      return 'LRN';
    default:
      return String(layer.type);
  }
}

function windowText(window: string, strides: Size2d | undefined, extras: readonly string[]): string {
  return [window, isOne(strides) ? '' : `stride ${step(strides!)}`, ...extras].filter((part) => part !== '').join(', ');
}

function isOne(size: Size2d | undefined): boolean {
  return size === undefined || pair(size).every((side) => side === 1);
}

function area(size: Size2d): string {
  return pair(size).join('×');
}

function step(size: Size2d): string {
  const [height, width] = pair(size);
  return height === width ? String(height) : area(size);
}
