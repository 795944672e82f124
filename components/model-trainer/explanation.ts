/**
 * "How it is computed": the loss, the update and the interval as formulas, each followed by this run's own numbers,
 * and what the figure cannot tell. The numbers are those of the last step and of the last look at held-out images.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { wilsonInterval } from '../../core/index.js';
import type { SessionSnapshot, TrainingConfig } from '../../core/index.js';
import { counted, decimal, integer, multiplier, percent, significant } from '../shared/format.js';

export function renderExplanation(snapshot: SessionSnapshot): TemplateResult {
  return html`${lossPart(snapshot)}${updatePart(snapshot)}${intervalPart(snapshot)}${limitsPart(snapshot)}`;
}

function lossPart({ config, points, dataset }: SessionSnapshot): TemplateResult {
  const last = points.at(-1);
  const { batchSize, labelSmoothing } = config;
  return html`<p>
      <b>The loss</b> is the network’s surprise at the truth. A step takes a batch of B = ${integer(batchSize)} images;
      p<sub>i</sub> is the probability that the network gives to the true class of image i:
    </p>
    <math>
      <mi>L</mi><mo>=</mo><mo>−</mo><mfrac><mn>1</mn><mi>B</mi></mfrac>
      <munderover
        ><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow
        ><mi>B</mi></munderover
      >
      <mi>ln</mi><mspace width="0.2em"></mspace><msub><mi>p</mi><mi>i</mi></msub>
    </math>
    <p>
      ${
        last === undefined
          ? html`Guessing gives ln ${dataset.classNames.length} = ${decimal(Math.log(dataset.classNames.length), 2)}
            nats.`
          : html`In step ${integer(last.step)} the loss was <b>${decimal(last.loss, 3)}</b> nats: the true class got
              e<sup>−${decimal(last.loss, 3)}</sup> = ${percent(Math.exp(-last.loss), 0)}, in the geometric mean.`
      }
      ${
        labelSmoothing > 0
          ? html`The gradient is that of the same loss with ${percent(labelSmoothing, 0)} of the truth spread evenly
            over all classes (label smoothing).`
          : nothing
      }
    </p>`;
}

function updatePart(snapshot: SessionSnapshot): TemplateResult {
  const { config, points, step } = snapshot;
  const last = points.at(-1);
  const rate =
    last === undefined
      ? html`peak rate η = <b>${significant(config.learningRate)}</b>`
      : html`η = <b>${significant(last.learningRate, 3)}</b> in step ${integer(step)} (peak
          ${significant(config.learningRate)})`;
  const decay =
    config.weightDecay > 0
      ? html`, with ${significant(config.weightDecay)} · w added to the gradient g of each kernel (weight decay)`
      : nothing;
  return html`<p><b>The step</b> moves every weight w against the gradient g of the loss:</p>
    ${updateFormula(config)}
    <p>Here: ${rate}, schedule ${config.schedule}${momentumWords(config)}${decay}.</p>`;
}

function momentumWords({ optimizer, momentum }: TrainingConfig): string {
  return optimizer === 'momentum' || optimizer === 'nesterov' ? `, momentum μ = ${significant(momentum)}` : '';
}

function updateFormula({ optimizer }: TrainingConfig): TemplateResult {
  switch (optimizer) {
    case 'sgd':
      return html`<math><mi>w</mi><mo>←</mo><mi>w</mi><mo>−</mo><mi>η</mi><mi>g</mi></math>`;
    case 'momentum':
      return html`<math
        ><mi>v</mi><mo>←</mo><mi>μ</mi><mi>v</mi><mo>+</mo><mi>g</mi><mo>,</mo><mspace width="1em"></mspace><mi>w</mi
        ><mo>←</mo><mi>w</mi><mo>−</mo><mi>η</mi><mi>v</mi></math
      >`;
    case 'nesterov':
      return html`<math
        ><mi>v</mi><mo>←</mo><mi>μ</mi><mi>v</mi><mo>+</mo><mi>g</mi><mo>,</mo><mspace width="1em"></mspace><mi>w</mi
        ><mo>←</mo><mi>w</mi><mo>−</mo><mi>η</mi><mo>(</mo><mi>g</mi><mo>+</mo><mi>μ</mi><mi>v</mi><mo>)</mo></math
      >`;
    case 'adam':
      return html`<math
        ><mi>w</mi><mo>←</mo><mi>w</mi><mo>−</mo><mi>η</mi
        ><mfrac
          ><mover><mi>m</mi><mo>^</mo></mover
          ><mrow
            ><msqrt
              ><mover><mi>s</mi><mo>^</mo></mover></msqrt
            ><mo>+</mo><mi>ε</mi></mrow
          ></mfrac
        ><mspace width="1em"></mspace><mtext>m, s: running means of g and of g²</mtext></math
      >`;
  }
}

function intervalPart({ evaluations }: SessionSnapshot): TemplateResult | typeof nothing {
  const last = evaluations.at(-1);
  if (last === undefined) return nothing;
  const [low, high] = wilsonInterval(last.accuracy, last.count);
  return html`<p>
      <b>The interval</b> says how far chance alone may have moved the share p̂ of right answers among n held-out images
      (Wilson, z = 1.96):
    </p>
    <math>
      <mfrac
        ><mn>1</mn
        ><mrow
          ><mn>1</mn><mo>+</mo
          ><mfrac
            ><msup><mi>z</mi><mn>2</mn></msup
            ><mi>n</mi></mfrac
          ></mrow
        ></mfrac
      >
      <mrow
        ><mo>(</mo><mover><mi>p</mi><mo>^</mo></mover
        ><mo>+</mo
        ><mfrac
          ><msup><mi>z</mi><mn>2</mn></msup
          ><mrow><mn>2</mn><mi>n</mi></mrow></mfrac
        ><mo>±</mo><mi>z</mi
        ><msqrt
          ><mfrac
            ><mrow
              ><mover><mi>p</mi><mo>^</mo></mover
              ><mo>(</mo><mn>1</mn><mo>−</mo><mover><mi>p</mi><mo>^</mo></mover
              ><mo>)</mo></mrow
            ><mi>n</mi></mfrac
          ><mo>+</mo
          ><mfrac
            ><msup><mi>z</mi><mn>2</mn></msup
            ><mrow
              ><mn>4</mn><msup><mi>n</mi><mn>2</mn></msup></mrow
            ></mfrac
          ></msqrt
        ><mo>)</mo></mrow
      >
    </math>
    <p>
      p̂ = ${integer(last.accuracy * last.count)} / ${integer(last.count)} = ${percent(last.accuracy)} gives
      <b>${decimal(low * 100, 1)} to ${percent(high)}</b>.
    </p>`;
}

function limitsPart({ config, settings, dataset }: SessionSnapshot): TemplateResult {
  const network =
    typeof settings.architecture === 'string'
      ? `${settings.architecture} at width ${multiplier(settings.width)}`
      : 'the network';
  return html`<p>
    <b>It cannot tell</b> how good ${network} can become: this is one run from seed ${integer(config.seed)}, and another
    seed gives another curve. The ${counted(dataset.testSize, 'held-out image')} come from the same collection as the
    training images; photographs from elsewhere are harder.
  </p>`;
}
