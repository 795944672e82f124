/**
 * Learning-rate schedules as pure functions of the share of the run that is done, so that they scale with whatever
 * length is chosen. No TensorFlow.js.
 */
import type { ScheduleName, TrainingConfig } from '../types.js';

/** The practical divides by ten at 40k, 60k and 80k of its 90k iterations. */
const STEP_BOUNDARIES = [4 / 9, 6 / 9, 8 / 9] as const;
const STEP_FACTOR = 0.1;

/** Share of a one-cycle run that warms up. */
export const ONE_CYCLE_WARM_UP = 0.25;
/** Factor at which one-cycle starts; from there it rises to 1 and then falls to zero. */
const ONE_CYCLE_START = 0.1;

/**
 * Factor on the peak learning rate, in [0, 1].
 * - `constant`: 1 throughout.
 * - `step`: 1, then ×0.1 at 4/9, 6/9 and 8/9 of the run.
 * - `cosine`: from 1 to 0 along half a cosine (Loshchilov and Hutter 2017, without restarts).
 * - `one-cycle`: a straight line up over the warm-up, then half a cosine down to zero (Smith and Topin 2018).
 * @param done share of the run that is done, in [0, 1]
 */
export function scheduleFactor(schedule: ScheduleName, done: number): number {
  switch (schedule) {
    case 'constant':
      return 1;
    case 'step':
      return STEP_FACTOR ** STEP_BOUNDARIES.filter((boundary) => done >= boundary).length;
    case 'cosine':
      return halfCosine(done);
    case 'one-cycle':
      return done < ONE_CYCLE_WARM_UP
        ? ONE_CYCLE_START + (1 - ONE_CYCLE_START) * (done / ONE_CYCLE_WARM_UP)
        : halfCosine((done - ONE_CYCLE_WARM_UP) / (1 - ONE_CYCLE_WARM_UP));
  }
}

/**
 * Learning rate of a step; past the end of the run that of its last step.
 * @param step counted from 0
 */
export function learningRateAt(
  config: Pick<TrainingConfig, 'learningRate' | 'schedule'>,
  step: number,
  totalSteps: number,
): number {
  return config.learningRate * scheduleFactor(config.schedule, Math.min(step, totalSteps - 1) / totalSteps);
}

/** 1 at 0, 0 at 1. */
function halfCosine(t: number): number {
  return (1 + Math.cos(Math.PI * t)) / 2;
}
