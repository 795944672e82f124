/** Held-out images laid out in the plane twice: by their codes, then by their pixels, each as it comes. */
import { KitError } from '../../core/index.js';
import type { EmbeddingSettings, ModelSession } from '../../core/index.js';
import { batchOf, someOfEachClass } from '../shared/images.js';
import type { JobRun } from '../shared/job-controller.js';
import type { Choices, Cloud, Space } from './view.js';

/** t-SNE of a thousand images changes no more after some 700; its divergence then falls by less than a thousandth in 100. */
const STEPS = 750;
/** Least change of the share done that is told: drawing the whole figure costs more than moving the points. */
const TOLD = 0.02;
const NOTHING: Cloud = { frame: undefined, result: undefined };
/** Share of the work before the points of the first space move. */
const READING = 0.1;

/**
 * @param shown hears of every frame
 * @throws KitError bad-data for a data set without held-out images; invalid-argument for a network without codes
 */
export async function layOut(
  session: ModelSession,
  choices: Choices,
  run: JobRun,
  shown: (space: Space) => void,
): Promise<Space> {
  const { signal } = run;
  // What a reader does meanwhile goes first.
  const priority = 'visible';
  const told = sparing(run.onProgress);
  const picked = await someOfEachClass(session, choices.embedSize, run);
  if (picked.length < 2) throw new KitError('bad-data', 'The data set has no held-out images.');
  const images = batchOf(picked);
  const { codes, step } = await session.ask(
    'features.codes',
    { images },
    { signal, priority, onProgress: ({ share }) => told(READING * share) },
  );
  const { classNames } = session.snapshot.dataset;
  const truths = picked.map(({ truth }) => (truth === undefined ? -1 : classNames.indexOf(truth)));
  const labels = truths.includes(-1) ? undefined : truths;
  const settings: EmbeddingSettings = {
    method: choices.projection,
    perplexity: choices.perplexity,
    steps: STEPS,
    seed: choices.seed,
    neighbours: choices.neighbours,
  };
  let space: Space = { picked, codes, step, inCodes: NOTHING, inPixels: NOTHING };
  const pixels = { data: images.data, shape: [picked.length, images.data.length / picked.length] };
  for (const [at, [name, points]] of (
    [
      ['inCodes', codes],
      ['inPixels', pixels],
    ] as const
  ).entries()) {
    const show = (cloud: Cloud) => {
      space = { ...space, [name]: cloud };
      shown(space);
    };
    const result = await session.ask(
      'features.embed',
      { points, labels, settings },
      {
        signal,
        priority,
        onFrame: (frame) => show({ frame, result: undefined }),
        onProgress: ({ share }) => told(READING + ((1 - READING) * (at + share)) / 2),
      },
    );
    show({ frame: result.frame, result });
  }
  return space;
}

function sparing(tell: (share: number) => void): (share: number) => void {
  let last = -Infinity;
  return (share) => {
    if (share - last < TOLD) return;
    last = share;
    tell(share);
  };
}
