/** What a reader can do about each kind of failure: the buttons of the error box, named for what they will do. */
import type { AttributionMethod, KitError } from '../../core/index.js';
import type { ProblemAction } from '../shared/kit-element.js';

export interface Remedies {
  retry(): void;
  useGradCam(): void;
}

export function actionsFor(
  { code }: KitError,
  method: AttributionMethod | undefined,
  { retry, useGradCam }: Remedies,
): readonly ProblemAction[] {
  switch (code) {
    case 'aborted':
    // No second try makes a wrong value right.
    case 'bad-spec':
    case 'bad-weights':
    case 'unsupported-layer':
    case 'diverged':
      return [];
    case 'invalid-argument':
      return method === 'cam' ? [{ label: 'Use Grad-CAM instead', run: useGradCam }] : [];
    case 'fetch-failed':
    case 'bad-data':
      return [{ label: 'Download again', run: retry }];
    case 'device-lost':
      return [{ label: 'Go on', run: retry }];
    case 'no-backend':
    case 'out-of-memory':
    case 'worker-blocked':
    case 'internal':
      return [{ label: 'Try again', run: retry }];
  }
}
