/** "Numbers as a table": the classes, the map, what was compared and tested. Every number that a colour stands for. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PerturbationCurves } from '../../core/index.js';
import { dataTable } from '../shared/data-table.js';
import { decimal, percent } from '../shared/format.js';
import { METHODS } from './methods.js';
import type { Compared } from './questions.js';
import type { Randomised } from './trust.js';
import type { View } from './view.js';
import { layerWords, position, value } from './words.js';

export interface TestResults {
  readonly randomised: Randomised | undefined;
  readonly curves: PerturbationCurves | undefined;
}

export function renderNumbers(
  { explained, snapshot }: View,
  compared: readonly Compared[],
  tests: TestResults | undefined,
): TemplateResult {
  if (explained === undefined) return html`<p>There are no numbers yet.</p>`;
  const { attribution, measures } = explained;
  const names = snapshot.classNames;
  const [height = 0, width = 0] = attribution.map.shape;
  const { label } = METHODS[attribution.settings.method];
  return html`${dataTable({
    caption: 'What the network says',
    columns: ['class', 'logit', 'probability'],
    rows: names.map((name, i) => [
      name,
      value(attribution.logits[i] ?? NaN),
      percent(attribution.probabilities[i] ?? NaN, 2),
    ]),
  })}
  ${dataTable({
    caption: `The ${label} map for ${names[attribution.target]}, in per cent of its largest magnitude, ${value(measures.largest)}`,
    columns: ['row \\ column', ...Array.from({ length: width }, (_, x) => String(x))],
    rows: Array.from({ length: height }, (_, y) => [
      String(y),
      ...Array.from({ length: width }, (__, x) =>
        value(Math.round((100 * (attribution.map.data[y * width + x] ?? 0)) / (measures.largest || 1))),
      ),
    ]),
  })}
  ${
    compared.length === 0
      ? nothing
      : dataTable({
          caption: 'Methods compared',
          columns: ['method', 'half of the total on', 'strongest pixel', 'time'],
          rows: compared.map(({ method, explained: one, problem }) =>
            one === undefined
              ? [METHODS[method].label, problem?.message ?? '', '', '']
              : [
                  METHODS[method].label,
                  one.measures.halfShare === undefined ? 'nothing' : percent(one.measures.halfShare),
                  `${position(one.measures.strongest)}`,
                  `${decimal(one.milliseconds, 0)} ms`,
                ],
          ),
        })
  }
  ${
    tests?.randomised === undefined
      ? nothing
      : dataTable({
          caption: `Randomisation: likeness to the first map (two networks of noise agree by ${value(tests.randomised.chance, 2)})`,
          columns: ['weights replaced', 'rank correlation', 'structural similarity'],
          rows: tests.randomised.maps.map(({ layers, rankCorrelation, similarity }) => [
            layers.length === 0 ? 'none' : `and ${layers.map(layerWords).join(', ')}`,
            decimal(rankCorrelation, 3).replace('-', '−'),
            decimal(similarity, 3).replace('-', '−'),
          ]),
        })
  }
  ${
    tests?.curves === undefined
      ? nothing
      : dataTable({
          caption: 'Deletion and insertion: probability',
          columns: ['share of the pixels', 'deletion', 'at random', 'insertion', 'at random'],
          rows: tests.curves.deletion.map((score, i, all) => [
            percent(i / (all.length - 1), 0),
            percent(score),
            percent(tests.curves!.randomDeletion[i] ?? NaN),
            percent(tests.curves!.insertion[i] ?? NaN),
            percent(tests.curves!.randomInsertion[i] ?? NaN),
          ]),
        })
  }`;
}
