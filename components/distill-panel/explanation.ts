/** How the lesson is computed, with the formulas and this example's own numbers. */
import { html, mathml, type MathMLTemplateResult, nothing, type TemplateResult } from 'lit';
import { lossParts, lossWeights } from '../../core/index.js';
import type { DistillationMode } from '../../core/index.js';
import { decimal, integer, percent, significant } from '../shared/format.js';
import type { LessonView } from './view.js';
import { points } from './words.js';

const fraction = (top: MathMLTemplateResult, bottom: MathMLTemplateResult) => mathml`<mfrac>${top}${bottom}</mfrac>`;
const softmax = (letter: string) =>
  mathml`<mi>softmax</mi><mo>(</mo>${fraction(mathml`<mi>${letter}</mi>`, mathml`<mi>T</mi>`)}<mo>)</mo>`;
const weight = (mode: DistillationMode) =>
  mode === 'weighted' ? mathml`<mi>α</mi><msup><mi>T</mi><mn>2</mn></msup>` : mathml`<mi>λ</mi>`;

function formula(mode: DistillationMode): TemplateResult {
  const hard = mathml`${mode === 'weighted' ? mathml`<mo>(</mo><mn>1</mn><mo>−</mo><mi>α</mi><mo>)</mo>` : nothing}<mi
      >CE</mi
    ><mo>(</mo><mi>y</mi><mo>,</mo><mi>z</mi><mo>)</mo>`;
  const soft =
    mode === 'logits'
      ? mathml`<mfrac
            ><mn>1</mn><mrow><mn>2</mn><mi>N</mi></mrow></mfrac
          ><munder><mo>∑</mo><mi>k</mi></munder>
          <msup
            ><mrow
              ><mo>(</mo><msub><mi>z</mi><mi>k</mi></msub
              ><mo>−</mo><msub><mi>v</mi><mi>k</mi></msub
              ><mo>)</mo></mrow
            ><mn>2</mn></msup
          >`
      : mathml`<mi>${mode === 'cross-entropy' ? 'CE' : 'KL'}</mi><mo>(</mo>${softmax('v')}<mo>,</mo>${softmax('z')}<mo
            >)</mo
          >`;
  return html`<math display="block"
    ><mrow><mi>L</mi><mo>=</mo>${hard}<mo>+</mo>${weight(mode)}<mo>·</mo>${soft}</mrow></math
  >`;
}

export function renderExplanation(view: LessonView): TemplateResult {
  const { lessons, student, results } = view;
  const { rule } = lessons;
  const { hard, soft } = lossWeights(rule);
  const { comparison } = results;
  return html`<p>
      The student’s logits are z, the teacher’s are v, the label is y. <b>Each step</b> lowers the mean over the batch
      of
    </p>
    ${formula(rule.mode)}
    <p>
      with T = ${significant(rule.temperature)}; here the label’s part has the weight ${significant(hard)} and the
      teacher’s ${significant(soft)}. Dividing by T makes the soft part’s gradient T² times smaller, which λ = T² makes
      up for (Hinton, Vinyals and Dean 2015). Cross-entropy and KL differ by the teacher’s entropy, which no student can
      change: their gradients are the same, ${'\u2202'}L/${'\u2202'}z = λ/T · (softmax(z/T) − softmax(v/T)), and for
      large T both tend to matching logits, (z − v)/N.
    </p>
    ${exampleOf(view)}
    <p>
      <b>What is compared.</b> Two students begin with the same weights (seed ${integer(student.config.seed)}) and learn
      from the same batches, crops and mirrors with the same learning rates; only one of them hears the teacher. The
      teacher answers in inference mode about
      ${lessons.separateCrops ? 'crops and mirrors of its own, as in the published notebook' : 'the very images that the student sees'}
      and stays as it is. The notebook that this follows reports a rise from 87 to 92 %, but it changed the learning
      rate and the length of the run as well; here nothing else changes.
    </p>
    <p>
      <b>How sure it is.</b>
      ${
        comparison === undefined
          ? 'After an exam both students have answered the same held-out images.'
          : html`Of ${integer(comparison.count)} images ${integer(comparison.onlyFirst)} are named right only with a
            teacher and ${integer(comparison.onlySecond)} only without: a difference of
            (${integer(comparison.onlyFirst)} − ${integer(comparison.onlySecond)})/${integer(comparison.count)} =
            ${points(comparison.difference)} points, between ${points(comparison.interval[0])} and
            ${points(comparison.interval[1])} with 95 % confidence.`
      }
      The interval is Tango’s score interval for paired shares (1998): images on which both are right or both wrong say
      nothing about a difference. It holds zero exactly where McNemar’s test finds none. It covers the choice of the
      images, not the luck of one seed: other seeds give other differences.
    </p>
    <p>
      <b>Calibration</b> is the mean distance between confidence and accuracy over 15 equal ranges of confidence,
      weighted by their images (Guo et al. 2017). Multiply–adds leave out biases and batch normalisation; the time of an
      image is the median over the exam’s batches.
    </p>`;
}

/** The loss of the chosen image, term by term. */
function exampleOf({ teacher, teacherSaid, studentSaid, lessons }: LessonView): TemplateResult | typeof nothing {
  const truth = teacher.classNames.indexOf(teacherSaid?.picked.truth ?? '');
  if (!teacherSaid || studentSaid?.picked !== teacherSaid.picked || truth < 0) return nothing;
  if (studentSaid.logits.length !== teacherSaid.logits.length) return nothing;
  const { rule } = lessons;
  const target = teacherSaid.logits.map((_, i) => Number(i === truth));
  const parts = lossParts(rule, target, studentSaid.logits, teacherSaid.logits);
  const { hard, soft } = lossWeights(rule);
  const compared = { 'cross-entropy': parts.crossEntropy, kl: parts.kl, weighted: parts.kl, logits: parts.logits }[
    rule.mode
  ];
  const entropy = parts.crossEntropy - parts.kl;
  return html`<p>
    <b>This image</b> (${teacherSaid.picked.name}): the label’s part is CE = ${decimal(parts.hard, 3)} nats; the
    teacher’s is CE = ${decimal(parts.crossEntropy, 3)}, of which ${decimal(entropy, 3)} is the teacher’s own entropy
    and KL = ${decimal(parts.kl, 3)} can be learnt (${percent(parts.kl / parts.crossEntropy, 0)}). Together
    ${significant(hard)} · ${decimal(parts.hard, 3)} + ${significant(soft)} · ${decimal(compared, 3)} =
    ${decimal(parts.total, 3)}.
  </p>`;
}
