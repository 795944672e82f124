/** What the export menu gives: the drawing as a picture, every probability, the tag to embed. */
import { KitError } from '../../core/index.js';
import { copyText, saveFile, toCsv } from '../shared/export.js';
import { type FigurePicture, toPng, toSvg } from '../shared/figure-picture.js';
import { finding, textOf } from './finding.js';
import type { Beside, Surveyed, Swept, View } from './view.js';
import { className, largest, ofView, subjectOf, titleOf } from './words.js';

export type ExportKind = 'png' | 'svg' | 'csv' | 'survey-csv' | 'tag';

/** @throws KitError internal where the page or the browser refuses the picture or the clipboard. */
export async function exportFigure(
  kind: ExportKind,
  view: View,
  { surveyed }: Beside,
  host: HTMLElement,
): Promise<void> {
  if (kind === 'tag') return copyText(tagFor(host.localName, view));
  const { swept, snapshot } = view;
  if (swept === undefined) throw new KitError('invalid-argument', 'There is nothing to export yet.');
  const name = [snapshot.name, `step-${swept.step}`, swept.sweep.transform, swept.picked.name]
    .join('-')
    .replaceAll(/[^\w.-]+/g, '-');
  switch (kind) {
    case 'csv':
      return saveFile(`${name}.csv`, 'text/csv', sweepCsv(swept, view));
    case 'survey-csv':
      if (surveyed === undefined) throw new KitError('invalid-argument', 'Many images have not been swept yet.');
      return saveFile(`${snapshot.name}-${swept.sweep.transform}-survey.csv`, 'text/csv', surveyCsv(surveyed, view));
    case 'png':
      return saveFile(`${name}.png`, 'image/png', await toPng(picture(view, host)));
    case 'svg':
      return saveFile(`${name}.svg`, 'image/svg+xml', toSvg(picture(view, host)).text);
  }
}

function picture(view: View, host: HTMLElement): FigurePicture {
  const drawing = (selector: string) => host.shadowRoot!.querySelector<SVGSVGElement>(selector)!;
  return {
    title: titleOf(view.choices.transform, view.swept?.sweep.stride),
    charts: [
      { title: 'Predicted class', drawing: drawing('.cr .class-map') },
      { title: 'Probability of each class', drawing: drawing('.plot svg') },
    ],
    notes: [textOf(finding(view)), subjectOf(view)],
    host,
  };
}

/** A row a view, the whole image first. */
export function sweepCsv({ sweep, image, ...rest }: Swept, { snapshot }: Pick<View, 'snapshot'>): string {
  const classes = Array.from(image.whole, (_, c) => className(snapshot, c));
  return toCsv(
    ['view', 'x', 'y', 'class', ...classes],
    [
      ['whole', undefined, undefined, className(snapshot, largest(image.whole)), ...image.whole],
      ...sweep.views.map(({ x, y }, i) => {
        const own = ofView({ sweep, image, ...rest }, i);
        return [i, x, y, className(snapshot, largest(own)), ...own];
      }),
    ],
  );
}

/** A row a view of every image. */
export function surveyCsv({ sweep, images, picked }: Surveyed, { snapshot }: Pick<View, 'snapshot'>): string {
  const count = images[0]?.whole.length ?? 0;
  const classes = Array.from({ length: count }, (_, c) => className(snapshot, c));
  const rows = images.flatMap(({ whole, probabilities }, i) => {
    const { index, name, truth } = picked[i]!;
    const of = [index ?? name, truth];
    return [
      [...of, 'whole', undefined, undefined, ...whole],
      ...sweep.views.map(({ x, y }, view) => [
        ...of,
        view,
        x,
        y,
        ...probabilities.subarray(view * count, (view + 1) * count),
      ]),
    ];
  });
  return toCsv(['image', 'truth', 'view', 'x', 'y', ...classes], rows);
}

/** The tag that asks the same question elsewhere. */
export function tagFor(tag: string, { snapshot, choices, picked }: View): string {
  const attributes: readonly (readonly [string, unknown])[] = [
    ['model', snapshot.name === 'default' ? undefined : snapshot.name],
    ['src', snapshot.settings.src],
    ['image', picked?.index],
    ['transform', choices.transform],
    ['crop-size', choices.cropSize],
    ['stride', choices.stride],
    ['range', choices.range],
    ['padding', choices.padding],
    ['statistic', choices.statistic === 'agreement' ? undefined : choices.statistic],
    ['set-size', choices.setSize],
    ['seed', choices.seed],
    ['compare', choices.compare],
  ];
  const written = attributes.flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`],
  );
  return `<${tag}${written.join('')}></${tag}>`;
}
