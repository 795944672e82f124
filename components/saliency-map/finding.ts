/**
 * The sentence that answers the title: what the network says and how sure it is, how concentrated the map is and where.
 * Computed, never invented; where the map shows nothing it says so. Pure: data in, words out.
 */
import { html, type TemplateResult } from 'lit';
import { bytes, decimal, percent } from '../shared/format.js';
import { withArticle } from '../shared/network-words.js';
import { isUntrained } from '../shared/subject.js';
import { METHODS } from './methods.js';
import type { Explained, View } from './view.js';
import { isRight, layerWords, position, predictedClass } from './words.js';

export interface Finding {
  readonly before: string;
  /** The key number. */
  readonly key: string;
  readonly after: string;
}

export function finding({ snapshot, picked, explained }: Pick<View, 'snapshot' | 'picked' | 'explained'>): Finding {
  const names = snapshot.classNames;
  if (explained === undefined) {
    return { before: waitingWords(snapshot, picked), key: '', after: '' };
  }
  const { attribution, picked: image } = explained;
  const predicted = predictedClass(attribution);
  const name = (index: number) => names[index] ?? `class ${index}`;
  const sure = (index: number) => percent(attribution.probabilities[index] ?? 0);
  const wrong = isRight(snapshot, image, attribution) === false;
  const untrained = isUntrained(snapshot, explained.step);
  const asked =
    attribution.against !== undefined
      ? ` Asked why ${name(attribution.target)} (${sure(attribution.target)}) and not ${name(attribution.against)} (${sure(attribution.against)}):`
      : attribution.target === predicted
        ? ''
        : ` Asked about ${name(attribution.target)} (${sure(attribution.target)}):`;
  return {
    before: untrained ? 'Untrained, the network guesses ' : 'The network says ',
    key: `${name(predicted)}, ${sure(predicted)}`,
    after: `${
      untrained
        ? `, where chance gives ${percent(1 / names.length, 0)}`
        : wrong
          ? ` of what is truly ${withArticle(image.truth!)}`
          : ''
    }.${asked} ${mapSentence(explained, name(attribution.target))}`,
  };
}

export const findingText = (view: Pick<View, 'snapshot' | 'picked' | 'explained'>): string => {
  const { before, key, after } = finding(view);
  return before + key + after;
};

export function renderFinding(view: Pick<View, 'snapshot' | 'picked' | 'explained'>): TemplateResult {
  const { before, key, after } = finding(view);
  return html`<p class="finding" part="finding">${before}<b>${key}</b>${after}</p>`;
}

function waitingWords({ source }: View['snapshot'], picked: View['picked']): string {
  if (source?.status === 'loading') {
    const { receivedBytes = 0, totalBytes = 0 } = source.progress ?? {};
    const amount = totalBytes > 0 ? `: ${decimal(receivedBytes / 1e6, 1)} of ${bytes(totalBytes)}` : '';
    return `The network is on its way${amount}.`;
  }
  return picked === undefined ? 'The image is on its way.' : 'The map is being computed.';
}

/** How concentrated the map is and where, or that there is nothing in it. */
function mapSentence({ attribution, measures }: Explained, target: string): string {
  const { settings, signed, layer } = attribution;
  const { coarse = false, label } = METHODS[settings.method];
  const maps = layer === undefined ? 'the maps' : `the maps of ${layerWords(layer)}`;
  const { halfShare, place, strongest, against } = measures;
  if (halfShare === undefined) {
    return coarse
      ? `Nothing in ${maps} speaks for ${target}: there is no positive evidence.`
      : `The ${label} map is zero at every pixel, so it shows nothing.`;
  }
  if (coarse && signed && against === 1) {
    return `All that is in ${maps} speaks against ${target}: there is no positive evidence.`;
  }
  const share = percent(halfShare, halfShare < 0.1 ? 1 : 0);
  const where = `Half of the map’s total lies on ${share} of the pixels, ${place}`;
  const mark = `the strongest, ${position(strongest)}, is marked in both pictures`;
  return signed ? `${where}; ${percent(against, 0)} of it speaks against ${target}.` : `${where}; ${mark}.`;
}
