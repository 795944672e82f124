/** Jobs about points of many dimensions: laid out in the plane, and who is near whom. No network has a part in them. */
import { Random } from '../../data/random.js';
import {
  fillDistances,
  nearest,
  neighbourAccuracy,
  type Points,
  squaredDistancesTo,
} from '../../features/distances.js';
import { principalComponents } from '../../features/principal-components.js';
import { Tsne } from '../../features/t-sne.js';
import { KitError } from '../../errors.js';
import type { EmbeddingFrame, EmbeddingSettings } from '../../types.js';
import type { JobContext, JobFunction } from '../host.js';
import type { JobParams } from '../protocol.js';

/** Between two frames, in ms: twenty a second look like motion and cost little. */
const FRAME_MS = 50;
/** Between two breaths, in ms: what waits for the worker waits no longer than for one step of training. */
const BREATH_MS = 10;

type Context = Pick<JobContext<'features.embed'>, 'breathe' | 'frame' | 'due' | 'progress'>;

export const embed: JobFunction<'features.embed'> = async ({ points, labels, settings }, context) => {
  const cloud = pointsOf(points);
  const distances = await distancesOf(cloud, context);
  const { neighbours, method } = settings;
  const purity = labels && neighbourAccuracy(distances, labels, neighbours);
  await context.breathe();
  const { coordinates, shares } = principalComponents(cloud, 2);
  const flat: EmbeddingFrame = { step: 0, positions: Float32Array.from(coordinates), divergence: undefined };
  if (method === 'pca') return { frame: flat, purity, shares };
  context.frame(flat);
  await context.breathe();
  const start = settings.seed === undefined ? coordinates : randomStart(cloud.count, settings.seed);
  const tsne = new Tsne(distances, { perplexity: settings.perplexity, start });
  return { frame: await settle(tsne, settings, context), purity, shares };
};

async function settle(tsne: Tsne, { steps }: EmbeddingSettings, context: Context): Promise<EmbeddingFrame> {
  const look = (): EmbeddingFrame => ({
    step: tsne.steps,
    positions: Float32Array.from(tsne.positions),
    divergence: tsne.divergence(),
  });
  let [shown, breath] = [performance.now(), performance.now()];
  while (tsne.steps < steps) {
    tsne.step();
    const now = performance.now();
    if (now - shown >= FRAME_MS) {
      context.frame(look());
      shown = now;
    }
    if (context.due()) context.progress({ share: tsne.steps / steps });
    if (now - breath < BREATH_MS) continue;
    await context.breathe();
    breath = performance.now();
  }
  return look();
}

export const findNeighbours: JobFunction<'features.neighbours'> = ({ points, point, count }) => {
  const cloud = pointsOf(points);
  const distances = squaredDistancesTo(point, cloud);
  const indices = nearest(distances, count);
  return Promise.resolve({
    indices: Int32Array.from(indices),
    distances: Float32Array.from(indices, (i) => Math.sqrt(distances[i]!)),
  });
};

/** As squaredDistances, with breaths between. */
async function distancesOf(cloud: Points, { breathe }: Context): Promise<Float64Array> {
  const distances = new Float64Array(cloud.count * cloud.count);
  let breath = performance.now();
  for (let i = 0; i < cloud.count; i++) {
    fillDistances(distances, cloud, i);
    if (performance.now() - breath < BREATH_MS) continue;
    await breathe();
    breath = performance.now();
  }
  return distances;
}

/** @throws KitError invalid-argument for what is no matrix */
function pointsOf({ data, shape }: JobParams<'features.embed'>['points']): Points {
  const [count = 0, size = 0, ...rest] = shape;
  if (rest.length > 0 || count < 2 || size < 2 || data.length !== count * size) {
    throw new KitError('invalid-argument', `Points are [count, size], two or more of each, not [${shape.join(', ')}].`);
  }
  return { data, count, size };
}

function randomStart(count: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: 2 * count }, () => random.normal());
}
