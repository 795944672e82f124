/** Which of the compared networks have a published accuracy. */
import { PUBLISHED_ACCURACIES, type PublishedAccuracy } from '../../core/index.js';
import type { CountedNetwork } from './networks.js';

/** At another width or image size a network is not the one that was measured. */
export function publishedOf({ id, count }: CountedNetwork): PublishedAccuracy | undefined {
  return PUBLISHED_ACCURACIES.find(
    ({ name, parameters, macs }) => name === id && count.trainable === parameters && count.macs === macs,
  );
}
