/** Waits for a training run that is under way. */
import type { ModelSession } from '../../core/index.js';

/** Resolves with the model's step as soon as the page hears that the run has done so many more. */
export function stepsDone(session: ModelSession, steps: number): Promise<number> {
  const { step: from } = session.snapshot;
  return new Promise((resolve) => {
    const stop = session.subscribe(({ step }) => {
      if (step < from + steps) return;
      stop();
      resolve(step);
    });
  });
}
