/** What a reader can do about each kind of failure: the buttons of the error box, named for what they will do. */
import type { SessionSnapshot } from '../../core/index.js';
import { significant } from '../shared/format.js';
import type { ProblemAction } from '../shared/kit-element.js';
import type { Requests } from './controls.js';

/** What core's sentence about a diverged run advises. */
const RATE_CUT = 10;

export function actionsFor({ error, config, settings }: SessionSnapshot, requests: Requests): ProblemAction[] {
  const again = (label: string): ProblemAction => ({ label, run: () => requests.train() });
  const changed = (label: string, change: Parameters<Requests['configure']>[0]): ProblemAction => ({
    label,
    run: () => {
      if (requests.configure(change)) requests.train();
    },
  });
  switch (error?.code) {
    case undefined:
    case 'aborted':
    // No second try makes a wrong value right.
    case 'invalid-argument':
    case 'bad-spec':
    case 'unsupported-layer':
    case 'bad-weights':
      return [];
    case 'diverged': {
      const learningRate = Number((config.learningRate / RATE_CUT).toPrecision(2));
      return [changed(`Retry at ${significant(learningRate)}`, { learningRate }), again('Retry as it was')];
    }
    case 'out-of-memory':
      return config.batchSize < 2
        ? [again('Retry')]
        : [
            changed(`Retry with batches of ${Math.floor(config.batchSize / 2)}`, {
              batchSize: Math.floor(config.batchSize / 2),
            }),
            again('Retry as it was'),
          ];
    case 'no-backend':
      return settings.backend === 'auto'
        ? [again('Try again')]
        : [changed('Use any device', { backend: 'auto' }), again(`Try ${settings.backend} again`)];
    case 'device-lost':
      return [again('Go on')];
    case 'fetch-failed':
    case 'bad-data':
      return [again('Download again')];
    case 'worker-blocked':
    case 'internal':
      return [again('Retry')];
  }
}
