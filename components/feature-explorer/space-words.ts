/** The sentence on the two spaces: in which of them neighbours are of one class. Pure: data in, words out. */
import { integer, percent, decimal } from '../shared/format.js';
import type { Finding } from './finding.js';
import type { Space } from './view.js';

export function spaceFinding({ picked, inCodes, inPixels }: Space, neighbours: number): Finding {
  const [codes, pixels] = [inCodes.result?.purity, inPixels.result?.purity];
  if (codes === undefined || pixels === undefined) {
    return { before: 'Without classes there is ', key: 'no purity to state', after: '.' };
  }
  const loss = inCodes.result?.frame.divergence;
  return {
    before: `Of ${integer(picked.length)} images most of the ${integer(neighbours)} nearest by code are of the same class for `,
    key: percent(codes),
    after: `; by pixels for ${percent(pixels)}. Measured in all dimensions, not in the plane${loss === undefined ? '' : `, which loses ${decimal(loss, 2)} nats of the codes’ neighbourhoods`}.`,
  };
}
