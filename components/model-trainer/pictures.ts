/** What the network sees (a row of augmented inputs) and what it says of held-out images, most likely classes first. */
import { html, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { SamplePrediction, SessionSnapshot, TrainingConfig } from '../../core/index.js';
import { cssVars } from '../shared/css-vars.js';
import { percent } from '../shared/format.js';
import { pixels } from '../shared/pixel-image.js';
import { withArticle } from '../shared/network-words.js';

/** A row of twelve at 720 px, two of six in a phone's column. */
const SEEN_SHOWN = 12;
const SAMPLES_SHOWN = 8;

export function renderSeen({ seen, config, dataset }: SessionSnapshot): TemplateResult {
  const names = dataset.classNames;
  return html`<figure class="part" part="inputs">
    <figcaption class="h4">
      What the network sees <small>${augmentWords(config, dataset.imageShape[0])}</small>
    </figcaption>
    <div class="strip">
      ${guard([seen], () =>
        Array.from({ length: SEEN_SHOWN }, (_, index) => {
          const label = seen?.labels[index];
          return label === undefined
            ? html`<canvas class="px" aria-hidden="true" ${pixels(undefined)}></canvas>`
            : html`<canvas
                class="px"
                role="img"
                aria-label=${names[label] ?? ''}
                ${pixels({ pixels: seen!.images, index })}
              ></canvas>`;
        }),
      )}
    </div>
  </figure>`;
}

function augmentWords({ augment, cropSize }: TrainingConfig, side: number): string {
  const crop = `a ${cropSize} × ${cropSize} crop of each image`;
  switch (augment) {
    case 'none':
      return `this batch: the images as they are, ${side} × ${side}`;
    case 'crop':
      return `this batch: ${crop}, at random`;
    case 'mirror':
      return 'this batch: half of the images mirrored, at random';
    case 'crop-mirror':
      return `this batch: ${crop}, half of them mirrored, at random`;
    case 'as-published':
      return `this batch: ${crop}, one place for all; red and blue swapped in half of them`;
  }
}

export function renderPredictions({ samples, dataset }: SessionSnapshot): TemplateResult {
  return html`<figure part="predictions">
    <figcaption class="h4">Held-out predictions <small>now, two likeliest classes</small></figcaption>
    <ul class="preds">
      ${guard([samples], () =>
        Array.from({ length: SAMPLES_SHOWN }, (_, i) => renderPrediction(samples[i], dataset.classNames)),
      )}
    </ul>
  </figure>`;
}

function renderPrediction(sample: SamplePrediction | undefined, names: readonly string[]): TemplateResult {
  if (sample === undefined) {
    return html`<li class="pred" aria-hidden="true">
      <canvas class="px" ${pixels(undefined)}></canvas>
      <div>
        ${bar('', undefined, true)}${bar('', undefined, false)}
        <p class="truth">–</p>
      </div>
    </li>`;
  }
  const [first = 0, second = 0] = likeliest(sample.probabilities);
  const truth = names[sample.label] ?? '';
  return html`<li class="pred">
    <canvas class="px" role="img" aria-label=${truth} ${pixels({ pixels: sample.image })}></canvas>
    <div>
      ${bar(names[first] ?? '', sample.probabilities[first], true)}
      ${bar(names[second] ?? '', sample.probabilities[second], false)}
      <p class="truth" title=${truth}>${first === sample.label ? '✓ right' : `✕ it is ${withArticle(truth)}`}</p>
    </div>
  </li>`;
}

/** Indices of the probabilities, largest first. */
function likeliest(probabilities: readonly number[]): number[] {
  return probabilities.map((_, i) => i).sort((a, b) => probabilities[b]! - probabilities[a]!);
}

function bar(name: string, probability: number | undefined, top: boolean): TemplateResult {
  return html`<div
    class=${top ? 'pb top' : 'pb'}
    ${cssVars({ '--v': probability === undefined ? undefined : `${probability * 100}%` })}
  >
    <span title=${name}>${name}</span>
    <span>${probability === undefined ? '' : percent(probability, 0)}</span>
  </div>`;
}
