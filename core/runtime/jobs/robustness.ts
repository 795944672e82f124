/** Jobs that ask whether answers are stable: sweeps of one image and of many, a worst case, intervals of means. */
import { bootstrapMeans } from '../../analysis/bootstrap.js';
import { scaleImages } from '../../data/augment.js';
import { KitError } from '../../errors.js';
import type { Network } from '../../models/network.js';
import { Viewer } from '../../robustness/look.js';
import { summarise, sweptImage } from '../../robustness/summary.js';
import { planSweep, type Sweep } from '../../robustness/sweep.js';
import { worstCase } from '../../robustness/worst-case.js';
import type { PlainTensor, SweepSettings, SweptImage } from '../../types.js';
import type { JobFunction } from '../host.js';
import type { Images } from '../protocol.js';
import { Clock, workOf } from './work.js';

/** Images between two frames: the first alone, so that a reader sees it at once. */
const FRAME_IMAGES = 8;

export const sweepImages: JobFunction<'robustness.sweep'> = async (params, context) => {
  const { network, step } = context.state.model(params.model);
  const images = floats(params.images);
  const clock = new Clock();
  const viewer = viewerOf(params.settings, images);
  try {
    const work = workOf(network, viewShape(viewer.sweep, network), context, clock);
    const { whole, views } = await viewer.look(network, images, work);
    return { images: swept(whole, views, viewer.sweep), step, milliseconds: clock.working };
  } finally {
    viewer.dispose();
  }
};

export const survey: JobFunction<'robustness.survey'> = async (params, context) => {
  const { network, step } = context.state.model(params.model);
  const images = floats(params.images);
  const [n = 0] = images.shape;
  const clock = new Clock();
  const viewer = viewerOf(params.settings, images);
  const all: SweptImage[] = [];
  try {
    for (let from = 0; from < n; from = all.length) {
      const to = Math.min(n, from === 0 ? 1 : from + FRAME_IMAGES);
      const overall = (share: number) => (from + share * (to - from)) / n;
      const work = workOf(network, viewShape(viewer.sweep, network), context, clock, overall);
      const { whole, views } = await viewer.look(network, part(images, from, to), work);
      const found = swept(whole, views, viewer.sweep);
      all.push(...found);
      // What is sent is given away; the summary needs these numbers too.
      context.frame({ from, images: found.map(copyOf) });
    }
  } finally {
    viewer.dispose();
  }
  return { summary: summarise(all, params.truths, viewer.sweep, params.seed), step, milliseconds: clock.working };
};

export const findWorstCase: JobFunction<'robustness.worst-case'> = (params, context) => {
  const { network } = context.state.model(params.model);
  const images = floats(params.images);
  return worstCase(network, images, params.limits, workOf(network, images.shape.slice(1), context, new Clock()));
};

export const estimateMeans: JobFunction<'statistics.means'> = ({ columns, seed }) =>
  Promise.resolve(bootstrapMeans(columns, { seed }));

/** @throws KitError invalid-argument for another number of axes or of values */
function floats({ data, shape }: Images): PlainTensor {
  const [n = 0, ...rest] = shape;
  const size = shape.reduce((product, length) => product * length, 1);
  if (rest.length !== 3 || n < 1 || data.length !== size) {
    throw new KitError('invalid-argument', `Images are [n, height, width, channels], not [${shape.join(', ')}].`);
  }
  return { data: data instanceof Float32Array ? data : scaleImages(data), shape };
}

/** @throws KitError invalid-argument */
function viewerOf(settings: SweepSettings, { shape }: PlainTensor): Viewer {
  return new Viewer(planSweep(settings, shape[1]!, shape[2]!));
}

const viewShape = ({ viewHeight, viewWidth }: Sweep, { spec }: Network): readonly number[] => [
  viewHeight,
  viewWidth,
  spec.inputShape[2],
];

function part({ data, shape }: PlainTensor, from: number, to: number): PlainTensor {
  const [n = 1, ...rest] = shape;
  const size = data.length / n;
  return { data: data.subarray(from * size, to * size), shape: [to - from, ...rest] };
}

function swept(whole: PlainTensor, views: PlainTensor, sweep: Sweep): SweptImage[] {
  const [n = 0, classes = 0] = whole.shape;
  const size = views.data.length / n;
  return Array.from({ length: n }, (_, i) =>
    sweptImage(whole.data.slice(i * classes, (i + 1) * classes), views.data.slice(i * size, (i + 1) * size), sweep),
  );
}

function copyOf(image: SweptImage): SweptImage {
  return { ...image, whole: image.whole.slice(), probabilities: image.probabilities.slice() };
}
