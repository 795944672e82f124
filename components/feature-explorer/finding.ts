/** The sentence that answers the title, computed from the maps. Pure: data in, words out. */
import { html, type TemplateResult } from 'lit';
import { bytes, decimal, integer, percent } from '../shared/format.js';
import { isUntrained } from '../shared/subject.js';
import { measure, valueAt } from './measures.js';
import type { View } from './view.js';
import { answer, outputWords, placeWords } from './words.js';

export interface Finding {
  readonly before: string;
  /** The key number. */
  readonly key: string;
  readonly after: string;
}

export function finding(view: View): Finding {
  const { snapshot, looked, picked, channel, place, box } = view;
  if (looked === undefined) return { before: waiting(snapshot, picked !== undefined), key: '', after: '' };
  const { maps, layer, zeroShares } = looked;
  const { silent } = measure(maps);
  const untrained = isUntrained(snapshot, looked.step) ? 'Untrained, and so of little meaning: ' : '';
  const others =
    silent === 0
      ? ''
      : ` ${silent === 1 ? 'One channel' : integer(silent)} of ${integer(layer.channels)} ${silent === 1 ? 'is' : 'channels are'} zero everywhere on this image.`;
  const before = `${untrained}${untrained === '' ? 'Channel' : 'channel'} ${channel} of ${outputWords(layer)} gives `;
  const value = valueAt(maps, place, channel);
  if (layer.size[0] * layer.size[1] === 1) {
    return { before, key: answer(value), after: `; it sees the whole image.${others}` };
  }
  const seen = box ? `, which sees ${box.bottom - box.top}\u00a0×\u00a0${box.right - box.left} pixels` : '';
  return {
    before,
    key: answer(value),
    after: ` at ${placeWords(place)}${seen}; ${percent(zeroShares[channel]!, 0)} of its map is zero.${others}`,
  };
}

function waiting({ source }: View['snapshot'], image: boolean): string {
  if (source?.status === 'loading') {
    const { receivedBytes = 0, totalBytes = 0 } = source.progress ?? {};
    const amount = totalBytes > 0 ? `: ${decimal(receivedBytes / 1e6, 1)} of ${bytes(totalBytes)}` : '';
    return `The network is on its way${amount}.`;
  }
  return image ? 'The layer’s answers are being computed.' : 'The image is on its way.';
}

export const textOf = ({ before, key, after }: Finding): string => before + key + after;

export function renderFinding(found: Finding, part = 'finding'): TemplateResult {
  return html`<p class="finding" part=${part}>${found.before}<b>${found.key}</b>${found.after}</p>`;
}
