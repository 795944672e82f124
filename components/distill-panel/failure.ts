/** What a reader can do about each kind of failure: the buttons of the error box, named for what they will do. */
import type { KitError, SessionSnapshot } from '../../core/index.js';
import { significant } from '../shared/format.js';
import type { ProblemAction } from '../shared/kit-element.js';
import type { Actions } from './view.js';

/** What core's sentence about a diverged run advises. */
const RATE_CUT = 10;

/** @param retry asks again what was asked of the networks */
export function actionsFor(
  error: KitError,
  { config, phase }: SessionSnapshot,
  actions: Actions,
  retry: () => void,
): readonly ProblemAction[] {
  const again = (label: string): ProblemAction => ({ label, run: phase === 'failed' ? () => actions.train() : retry });
  switch (error.code) {
    case 'aborted':
    // No second try makes a wrong value right.
    case 'bad-spec':
    case 'bad-weights':
    case 'unsupported-layer':
      return [];
    case 'invalid-argument':
      return phase === 'failed' ? [{ label: 'Reset both students', run: () => actions.reset() }] : [];
    case 'diverged': {
      const learningRate = Number((config.learningRate / RATE_CUT).toPrecision(2));
      const run = () => {
        if (actions.configure({ learningRate })) actions.train();
      };
      return [{ label: `Retry at ${significant(learningRate)}`, run }, again('Retry as it was')];
    }
    case 'fetch-failed':
    case 'bad-data':
      return [again('Download again')];
    case 'device-lost':
      return [again('Go on')];
    case 'no-backend':
    case 'out-of-memory':
    case 'worker-blocked':
    case 'internal':
      return [again('Try again')];
  }
}
