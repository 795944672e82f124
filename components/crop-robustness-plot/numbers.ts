/** "Numbers as a table": every view of the image, every image of the survey, every comparison. */
import { html, nothing, type TemplateResult } from 'lit';
import { dataTable } from '../shared/data-table.js';
import { decimal, percent } from '../shared/format.js';
import { between } from './finding.js';
import { STATISTICS } from './options.js';
import { intervalWords, ranking } from './survey.js';
import type { Beside, View } from './view.js';
import { className, largest, ofView, placeWords, STATISTIC_WORDS, TRANSFORM_WORDS } from './words.js';

export function renderNumbers({ snapshot, swept, choices }: View, { surveyed, duels, rivals }: Beside): TemplateResult {
  if (swept === undefined) return html`<p>There are no numbers yet.</p>`;
  const names = swept.image.whole;
  const classes = Array.from(names, (_, c) => className(snapshot, c));
  const { one, many } = TRANSFORM_WORDS[swept.sweep.transform];
  const row = (label: string, place: string, own: Float32Array) => [
    label,
    place,
    className(snapshot, largest(own)),
    ...Array.from(own, (p) => percent(p)),
  ];
  return html`${dataTable({
    caption: `Every ${one} of ${swept.picked.name}: probability of each class`,
    columns: [one, 'where', 'named', ...classes],
    rows: [
      row('whole image', '', swept.image.whole),
      ...swept.sweep.views.map((_, i) => row(String(i), placeWords(swept.sweep, i), ofView(swept, i))),
    ],
  })}
  ${dataTable({
    caption: `How stable ${swept.picked.name} is`,
    columns: ['statistic', 'value', `averaged over neighbouring ${many}`],
    rows: STATISTICS.map((name) => [
      STATISTIC_WORDS[name].label,
      STATISTIC_WORDS[name].format(swept.image.stability[name]),
      swept.image.averaged ? STATISTIC_WORDS[name].format(swept.image.averaged[name]) : '–',
    ]),
  })}
  ${
    rivals.length === 0
      ? nothing
      : dataTable({
          caption: 'Other networks on this image',
          columns: ['network', ...STATISTICS.map((name) => STATISTIC_WORDS[name].label)],
          rows: rivals.map(({ name, swept: other, problem }) => [
            name,
            ...STATISTICS.map((statistic, i) =>
              other
                ? STATISTIC_WORDS[statistic].format(other.image.stability[statistic])
                : i === 0
                  ? problem.message
                  : '',
            ),
          ]),
        })
  }
  ${
    surveyed === undefined
      ? nothing
      : html`${dataTable({
          caption: `${surveyed.images.length} images: means with 95 % intervals`,
          columns: ['images', ...STATISTICS.map((name) => STATISTIC_WORDS[name].label)],
          rows: [
            ['all', ...STATISTICS.map((name) => intervalWords(surveyed.summary.all, name))],
            ...surveyed.summary.perClass.flatMap((means, c) =>
              means ? [[className(snapshot, c), ...STATISTICS.map((name) => intervalWords(means, name))]] : [],
            ),
            ...surveyed.summary.byMargin.map(({ from, to, means }) => [
              `margin ${percent(from, 0)} to ${percent(to, 0)}`,
              ...STATISTICS.map((name) => intervalWords(means, name)),
            ]),
          ],
        })}
        ${dataTable({
          caption: `Each image, the least stable first by ${STATISTIC_WORDS[choices.statistic].label}`,
          columns: ['image', 'truly', ...STATISTICS.map((name) => STATISTIC_WORDS[name].label)],
          rows: ranking(surveyed, choices.statistic).map((i) => {
            const picked = surveyed.picked[i]!;
            const { stability } = surveyed.images[i]!;
            return [
              picked.name,
              picked.truth ?? '',
              ...STATISTICS.map((name) => STATISTIC_WORDS[name].format(stability[name])),
            ];
          }),
        })}`
  }
  ${
    duels.length === 0
      ? nothing
      : dataTable({
          caption: 'Paired differences from this network, with 95 % intervals',
          columns: ['network', ...STATISTICS.map((name) => STATISTIC_WORDS[name].label)],
          rows: duels.map(({ name, difference }) => [
            name,
            ...STATISTICS.map((statistic) => {
              const { mean, low, high } = difference[statistic];
              return statistic === 'entropy'
                ? `${decimal(mean, 2)} (${decimal(low, 2)} to ${decimal(high, 2)})`
                : `${decimal(100 * mean, 1)} (${between({ low, high })})`;
            }),
          ]),
        })
  }`;
}
