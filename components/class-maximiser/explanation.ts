/** "How it is computed": what is asked, the step as a formula, this run's own numbers, and what it cannot tell. */
import { html, mathml, nothing, type TemplateResult } from 'lit';
import type { SynthesisSettings } from '../../core/index.js';
import { counted, duration, integer, percent } from '../shared/format.js';
import type { View } from './view.js';
import { answer, layerWords, value } from './words.js';

const IDEAS: Readonly<Record<SynthesisSettings['objective'], string>> = {
  'class-logit':
    'The network is left as it is, and the image is learned: each step moves every pixel a little in the direction that raises the logit of one class.',
  'class-probability':
    'The network is left as it is, and the image is learned: each step raises the logarithm of the class’s probability, so it also lowers all other classes.',
  'largest-logit':
    'Each step raises the logit of whatever class leads just then. The published notebook does this where its text speaks of one class: if the lead changes, so does the goal.',
  channel: 'Each step raises the mean of one channel’s map, so that the image fills with what the channel looks for.',
  unit: 'Each step raises one position of one channel’s map: only its receptive field changes.',
  'deep-dream':
    'Each step raises the mean square of all that a layer gives. Whatever it sees a little of, it gets more of.',
  inversion:
    'Each step brings a layer’s answer to the drawn image nearer to its answer to the real one. What the layer forgot, nothing brings back.',
  style:
    'Each step brings the Gram matrices of some layers nearer to those of one image, while the maps of one layer stay near those of another.',
};

export function renderExplanation(view: View): TemplateResult {
  const { settings, run, attacked } = view;
  if (settings === undefined) return html`<p>When the settings fit, the step is worked out here.</p>`;
  return html`<p>${IDEAS[settings.objective]}</p>
    ${formula(settings)}
    <p>${holds(settings)}</p>
    ${numbers(view)}
    <p>
      <b>It cannot tell</b> what the network looks at in a photograph: what excites it most may be like nothing that it
      was shown. Without anything that holds the image back, what grows is fine texture that means a class to the
      network and nothing to us.
    </p>
    ${
      attacked === undefined
        ? nothing
        : html`<p>
            <b>The small change</b> goes the other way: along the sign of the gradient of the cross-entropy,
            ${view.choices.attack === 'fgsm' ? 'in one step' : 'in ten steps, each cut off at ε'}. Every channel of
            every pixel may move by ε, all together by enough: ${integer(attacked.attack.perturbation.data.length)}
            numbers that each push a little in the same direction.
          </p>`
    }
    ${run.milliseconds > 0 ? html`<p>The ${counted(run.latest?.step ?? 0, 'step')} took ${duration(Math.max(1, run.milliseconds / 1000))} on the device.</p>` : nothing}`;
}

/** x ← clip(x + α·ĝ, −1, 1), with what divides the gradient. */
function formula({ normalise, optimizer, parameterisation }: SynthesisSettings): TemplateResult {
  const gradient = mathml`<mfrac
    ><mrow><mo>∂</mo><mi>s</mi></mrow
    ><mrow><mo>∂</mo><mi>x</mi></mrow></mfrac
  >`;
  const divided =
    normalise === 'none'
      ? gradient
      : normalise === 'sign'
        ? mathml`<mi>sign</mi><mo>(</mo>${gradient}<mo>)</mo>`
        : mathml`<mfrac
            ><mrow>${gradient}</mrow><mrow><mo>‖</mo>${gradient}<mo>‖</mo></mrow></mfrac
          >`;
  const based =
    parameterisation === 'fourier'
      ? mathml`<mi>B</mi><msup><mi>B</mi><mi>T</mi></msup
          >${divided}`
      : divided;
  return html`<math display="block">
    <mi>x</mi><mo>←</mo><mi>clip</mi><mo>(</mo><mi>x</mi><mo>+</mo><mi>α</mi
    ><mo>·</mo> ${optimizer === 'adam' ? mathml`<mi>Adam</mi><mo>(</mo>${based}<mo>)</mo>` : based}<mo>,</mo><mo>−</mo
    ><mn>1</mn><mo>,</mo><mn>1</mn><mo>)</mo>
  </math>`;
}

function holds(settings: SynthesisSettings): string {
  const {
    learningRate,
    l2,
    totalVariation,
    alphaNorm,
    blurEvery,
    jitter,
    rotation,
    scaling,
    parameterisation,
    octaves,
  } = settings;
  const parts = [
    l2 > 0 ? `L2 with λ = ${value(l2)}` : '',
    totalVariation > 0 ? `total variation with weight ${value(totalVariation)}` : '',
    alphaNorm > 0 ? `the ${settings.alphaPower}-norm with weight ${value(alphaNorm)}` : '',
    blurEvery > 0 ? `a blur of ${value(settings.blurDeviation)} pixels every ${counted(blurEvery, 'step')}` : '',
    jitter > 0 ? `shifts of up to ${counted(jitter, 'pixel')}` : '',
    rotation > 0 ? `turns of up to ${value(rotation)}°` : '',
    scaling > 0 ? `scalings of up to ${percent(scaling, 0)}` : '',
    octaves > 1 ? `${octaves} sizes, each ${value(settings.octaveScale)} times the one before` : '',
  ].filter((part) => part !== '');
  const basis =
    parameterisation === 'fourier'
      ? ' B are waves and decorrelated colours, scaled as in photographs, so that coarse and fine have the same chance.'
      : '';
  const list =
    parts.length === 0 ? 'Nothing holds the image back.' : `What holds it back or shakes it: ${parts.join(', ')}.`;
  return `Here s is the objective and α = ${value(learningRate)}.${basis} ${list}`;
}

function numbers({ run, snapshot, settings }: View): TemplateResult | typeof nothing {
  const [first] = run.frames;
  const { latest, points } = run;
  if (first === undefined || latest === undefined || latest.step === 0) return nothing;
  const target = latest.targets[0]!;
  const name = snapshot.classNames[target];
  const layer = settings?.layer === undefined ? '' : ` of ${layerWords(settings.layer)}`;
  return html`<p>
    In this run the objective${layer} went from ${value(points[0]?.scores[0] ?? NaN)} to
    <b>${value(points.at(-1)?.scores[0] ?? NaN)}</b>, the logit of ${name} from
    ${value(first.logits.data[target] ?? NaN)} to ${value(latest.logits.data[target] ?? NaN)}, and its probability from
    ${percent(answer(first)[target]!)} to ${percent(answer(latest)[target]!)}.
  </p>`;
}
