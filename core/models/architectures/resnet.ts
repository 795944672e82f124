/**
 * Residual networks: ResNet-18 and ResNet-50 (He et al., "Deep Residual Learning for Image Recognition", 2015),
 * ResNeXt-50 32×4d (Xie et al., "Aggregated Residual Transformations", 2016) and SE-ResNet-50 (Hu et al.,
 * "Squeeze-and-Excitation Networks", 2017). Convolutions without bias, batch normalisation with scale and offset.
 */
import type { ArchitectureSpec, LayerSpec } from '../../types.js';
import { convBn, convBnRelu, maxPool, meanAndClassify, merge, relu } from './layers.js';

interface Block {
  readonly id: string;
  readonly block: string;
  readonly from: string;
  /** Channels of the block's inner convolutions; the block gives `width`, or 4·`width` with a bottleneck. */
  readonly width: number;
  readonly stride: number;
  /** A 1×1 convolution on the shortcut, where size or channels change. */
  readonly project: boolean;
}
type BlockBuilder = (block: Block) => LayerSpec[];

const DEPTH_50 = [3, 4, 6, 3];

/** 11,689,512 parameters, receptive field 435. */
export function resnet18(): ArchitectureSpec {
  return assemble('resnet18', 'ResNet-18 (2015)', [2, 2, 2, 2], basicBlock, 1);
}

/**
 * 25,557,032 parameters, receptive field 483. As published, with the stride in a block's first 1×1 convolution;
 * torchvision's ("v1.5", resnet50v15 here) has it in the 3×3.
 */
export function resnet50(): ArchitectureSpec {
  return assemble('resnet50', 'ResNet-50 (2015; stride in the 1 × 1)', DEPTH_50, bottleneck({ strideAt: 1 }), 4);
}

/** The same parameters as resnet50, a few more multiply–adds, receptive field 427. torchvision.models.resnet50. */
export function resnet50v15(): ArchitectureSpec {
  return assemble('resnet50-v1.5', 'ResNet-50 v1.5 (stride in the 3 × 3)', DEPTH_50, bottleneck({ strideAt: 2 }), 4);
}

/** 25,028,904 parameters. 32 groups of 4 channels, the stride in the 3×3, as published and in torchvision. */
export function resnext50(): ArchitectureSpec {
  const block = bottleneck({ strideAt: 2, groups: 32, widen: 2 });
  return assemble('resnext50', 'ResNeXt-50 32×4d (2016)', DEPTH_50, block, 4);
}

/** 28,088,024 parameters. Reduction 16, the stride in the first 1×1, as in the authors' definition. */
export function seResnet50(): ArchitectureSpec {
  return assemble('se-resnet50', 'SE-ResNet-50 (2017)', DEPTH_50, bottleneck({ strideAt: 1, reduction: 16 }), 4);
}

function assemble(
  name: string,
  title: string,
  depths: readonly number[],
  build: BlockBuilder,
  expansion: number,
): ArchitectureSpec {
  const layers: LayerSpec[] = [...convBnRelu('conv1', 64, 7, { strides: 2 }), maxPool('pool1', 3, 2, { pad: 1 })];
  depths.forEach((depth, i) => {
    const width = 64 * 2 ** i;
    for (let j = 0; j < depth; j++) {
      layers.push(
        ...build({
          // The stem is stage 1, as in the papers.
          id: `s${i + 2}b${j + 1}`,
          block: `stage ${i + 2} / block ${j + 1}`,
          from: layers.at(-1)!.name,
          width,
          stride: i > 0 && j === 0 ? 2 : 1,
          project: j === 0 && (i > 0 || expansion > 1),
        }),
      );
    }
  });
  return { name, title, inputShape: [224, 224, 3], layers: [...layers, ...meanAndClassify()] };
}

function basicBlock({ id, block, from, width, stride, project }: Block): LayerSpec[] {
  return [
    ...convBnRelu(`${id}.conv1`, width, 3, { block, strides: stride, inputs: [from] }),
    ...convBn(`${id}.conv2`, width, 3, { block }),
    ...addShortcut(id, block, from, `${id}.conv2.bn`, project ? { channels: width, stride } : undefined),
  ];
}

interface BottleneckOptions {
  /** Which of the three convolutions has the stride. */
  readonly strideAt: 1 | 2;
  readonly groups?: number;
  /** Factor on the inner channels. */
  readonly widen?: number;
  /** Squeeze-and-excitation: channels divided by this in the middle of the gate. */
  readonly reduction?: number;
}

function bottleneck({ strideAt, groups = 1, widen = 1, reduction }: BottleneckOptions): BlockBuilder {
  return ({ id, block, from, width, stride, project }) => {
    const [inner, channels] = [width * widen, width * 4];
    const strideOf = (conv: 1 | 2) => (conv === strideAt ? stride : 1);
    const grouped = groups === 1 ? {} : { groups };
    const body = [
      ...convBnRelu(`${id}.conv1`, inner, 1, { block, strides: strideOf(1), inputs: [from] }),
      ...convBnRelu(`${id}.conv2`, inner, 3, { block, strides: strideOf(2), ...grouped }),
      ...convBn(`${id}.conv3`, channels, 1, { block }),
    ];
    const gate = reduction === undefined ? [] : squeezeAndExcite(id, block, `${id}.conv3.bn`, channels, reduction);
    const last = (gate.at(-1) ?? body.at(-1)!).name;
    return [...body, ...gate, ...addShortcut(id, block, from, last, project ? { channels, stride } : undefined)];
  };
}

/** One factor in (0, 1) for each channel, from the spatial means of all. */
function squeezeAndExcite(id: string, block: string, from: string, channels: number, reduction: number): LayerSpec[] {
  return [
    { name: `${id}.squeeze`, type: 'globalAveragePooling2d', block, inputs: [from] },
    { name: `${id}.reduce`, type: 'dense', units: channels / reduction, block },
    relu(`${id}.reduce.relu`, { block }),
    { name: `${id}.excite`, type: 'dense', units: channels, block },
    { name: `${id}.excite.sigmoid`, type: 'sigmoid', block },
    merge('multiply', `${id}.gate`, [from, `${id}.excite.sigmoid`], block),
  ];
}

function addShortcut(
  id: string,
  block: string,
  from: string,
  body: string,
  project?: { readonly channels: number; readonly stride: number },
): LayerSpec[] {
  const projection = project
    ? convBn(`${id}.shortcut`, project.channels, 1, { block, strides: project.stride, inputs: [from] })
    : [];
  return [
    ...projection,
    merge('add', `${id}.add`, [body, project ? `${id}.shortcut.bn` : from], block),
    relu(`${id}.relu`, { block }),
  ];
}
