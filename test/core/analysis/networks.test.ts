/** The figures of known networks, each against the number that its authors or a reference implementation publish. */
import { expect } from '@open-wc/testing';
import {
  analyse,
  architecture,
  ARCHITECTURE_NAMES,
  PUBLISHED_ACCURACIES,
  type ArchitectureName,
} from '../../../core/analysis/index.js';

interface Published {
  readonly trainable: number;
  readonly macs: number;
  /** Receptive field and stride of the last map. */
  readonly field: number;
  readonly stride: number;
  readonly total?: number;
}

/*
 * Parameters: torchvision's and Keras's documentation of their models ("num_params", "Parameters"); the two-group
 * AlexNet and GoogLeNet from Caffe's bvlc_alexnet and bvlc_googlenet; SE-ResNet-50 from the authors' Caffe model.
 * Multiply–adds: torchvision's "GIGA FLOPS" (its unit is a multiply–add) to the digits given there, MobileNet V1's 569
 * million from table 4 of its paper, exact figures from the layer dimensions in the papers.
 * Receptive fields: Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019
 * (AlexNet 195, VGG16 212, ResNet-50 483, MobileNet V1 315); the others follow from their kernels and strides as worked
 * out beside them.
 * The TMLSS networks: the figures that the practical's notebooks state.
 */
const PUBLISHED: Readonly<Record<ArchitectureName, Published>> = {
  baseline: { trainable: 7_790_794, total: 7_796_426, macs: 322_638_848, field: 75, stride: 8 },
  mobilenet: { trainable: 1_165_962, macs: 58_438_656, field: 75, stride: 8 },
  'separable-twin': { trainable: 902_090, macs: 39_306_240, field: 75, stride: 8 },
  // 5, pooled 6, 5 at stride 2 → 14, pooled 16, 5 at stride 4 → 32: the whole input.
  lenet5: { trainable: 61_706, macs: 416_520, field: 32, stride: 4 },
  alexnet: { trainable: 60_965_224, macs: 724_406_816, field: 195, stride: 32 },
  'alexnet-one-tower': { trainable: 61_100_840, macs: 714_188_480, field: 195, stride: 32 },
  vgg16: { trainable: 138_357_544, macs: 15_470_264_320, field: 212, stride: 32 },
  // VGG16's, and one more 3×3 at strides 4, 8 and 16: 8 + 16 + 32.
  vgg19: { trainable: 143_667_240, macs: 19_632_062_464, field: 268, stride: 32 },
  // 7, 11, 19, 27; 5×5 at stride 8 twice: 91; pooled 107; at 16 five times: 427; pooled 459; at 32 twice: 715.
  googlenet: { trainable: 6_998_552, macs: 1_582_671_872, field: 715, stride: 32 },
  // The same with 3×3 for 5×5 and 2×2 for the fourth pooling: 27, 59, 75, 235, 251, 379.
  'googlenet-bn': { trainable: 6_624_904, macs: 1_498_376_192, field: 379, stride: 32 },
  // 11; four 3×3 at stride 4: 43; at 4, then three at 8: 99; at 8, three at 16: 211; at 16, three at 32: 435.
  resnet18: { trainable: 11_689_512, macs: 1_814_073_344, field: 435, stride: 32 },
  resnet50: { trainable: 25_557_032, total: 25_610_152, macs: 3_857_973_248, field: 483, stride: 32 },
  // The stride comes after the 3×3 of the block that halves, which therefore sees half as far: 35, 91, 267, 427.
  'resnet50-v1.5': { trainable: 25_557_032, macs: 4_089_184_256, field: 427, stride: 32 },
  resnext50: { trainable: 25_028_904, macs: 4_230_479_872, field: 427, stride: 32 },
  // 11; 6 at stride 4: 59; pooled 63; 12 at 8: 255; pooled 263; 24 at 16: 1031; pooled 1047; 16 at 32: 2071.
  densenet121: { trainable: 7_978_856, total: 8_062_504, macs: 2_834_161_664, field: 2071, stride: 32 },
  'se-resnet50': { trainable: 28_088_024, macs: 3_860_488_192, field: 483, stride: 32 },
  // 7, 11; three 3×3 at stride 4: 35; pooled 43; four at 8: 107; pooled 123; one at 16: 155.
  squeezenet: { trainable: 1_248_424, macs: 818_924_576, field: 155, stride: 16 },
  // Keras's mobilenet lists 4,253,864 parameters, 21,888 of them moving statistics.
  'mobilenet-v1': { trainable: 4_231_976, total: 4_253_864, macs: 568_740_352, field: 315, stride: 32 },
};

describe('published networks', () => {
  it('are all held against published figures', () => {
    expect([...ARCHITECTURE_NAMES].sort()).to.deep.equal(Object.keys(PUBLISHED).sort());
  });

  for (const [name, published] of Object.entries(PUBLISHED) as [ArchitectureName, Published][]) {
    it(`${name} has its parameters, multiply–adds and receptive field`, async () => {
      const analysis = analyse(await architecture(name));
      expect(analysis.errors).to.be.empty;
      expect(analysis.trainable, 'trainable').to.equal(published.trainable);
      if (published.total !== undefined) expect(analysis.total, 'total').to.equal(published.total);
      expect(analysis.macs, 'multiply–adds').to.equal(published.macs);
      expect(analysis.field.size, 'receptive field').to.deep.equal([published.field, published.field]);
      expect(analysis.field.stride, 'stride').to.deep.equal([published.stride, published.stride]);
    });
  }

  it('baseline at 24 pixels needs 181,486,592 multiply–adds and the same parameters', async () => {
    const analysis = analyse(await architecture('baseline'), 24);
    expect(analysis.macs).to.equal(181_486_592);
    expect(analysis.trainable).to.equal(7_790_794);
  });

  it('ends in maps of the published size', async () => {
    const lastMap = async (name: ArchitectureName) =>
      analyse(await architecture(name)).layers.findLast(({ outputShape }) => outputShape.length === 3)!.outputShape;
    expect(await lastMap('alexnet')).to.deep.equal([6, 6, 256]);
    expect(await lastMap('vgg16')).to.deep.equal([7, 7, 512]);
    expect(await lastMap('googlenet')).to.deep.equal([7, 7, 1024]);
    expect(await lastMap('googlenet-bn')).to.deep.equal([7, 7, 1024]);
    expect(await lastMap('resnet50')).to.deep.equal([7, 7, 2048]);
    expect(await lastMap('densenet121')).to.deep.equal([7, 7, 1024]);
    expect(await lastMap('squeezenet')).to.deep.equal([13, 13, 1000]);
    expect(await lastMap('mobilenet-v1')).to.deep.equal([7, 7, 1024]);
  });

  it('cost in the list of accuracies what they cost in the count', async () => {
    for (const { name, parameters, macs, top1 } of PUBLISHED_ACCURACIES) {
      const analysis = analyse(await architecture(name));
      expect([parameters, macs], name).to.deep.equal([analysis.trainable, analysis.macs]);
      expect(top1).to.be.within(0.5, 0.8);
    }
  });

  it('says that gates let every unit of SE-ResNet-50 depend on the whole image', async () => {
    expect(analyse(await architecture('se-resnet50')).field).to.include({ gated: true, whole: false });
    expect(analyse(await architecture('resnet50')).field).to.include({ gated: false, whole: false });
  });
});
