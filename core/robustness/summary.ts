/**
 * What sweeps over a set of images say together: means with intervals, by true class, by how sure the network was, and what
 * averaging would gain. Plain arithmetic; one seed decides all intervals.
 */
import { bootstrapMeans } from '../analysis/bootstrap.js';
import { KitError } from '../errors.js';
import type { MeanWithInterval, Stability, StabilityMeans, StabilitySummary, SweptImage } from '../types.js';
import { averagedViews, innerGrid, innerViews } from './averaging.js';
import { largestOf, marginOf, STABILITY_NAMES, stabilityOf } from './stability.js';
import type { Sweep } from './sweep.js';

/** Groups by margin: few enough that each has many images, enough to see a trend. */
const MARGIN_GROUPS = 5;

type Grid = Pick<Sweep, 'rows' | 'columns'>;

/** The numbers of one image, from the probabilities of all its views. */
export function sweptImage(whole: Float32Array, probabilities: Float32Array, grid: Grid): SweptImage {
  const inner = innerGrid(grid);
  return {
    whole,
    probabilities,
    stability: stabilityOf(whole, probabilities, grid),
    averaged: inner && stabilityOf(whole, averagedViews(probabilities, grid, whole.length), inner),
  };
}

/**
 * @param truths the class of each image; undefined where the network's classes are not the images'
 * @throws KitError invalid-argument for no images, or another number of truths
 */
export function summarise(
  images: readonly SweptImage[],
  truths: readonly number[] | undefined,
  grid: Grid,
  seed: number,
): StabilitySummary {
  if (images.length === 0 || (truths !== undefined && truths.length !== images.length)) {
    throw new KitError('invalid-argument', 'A summary needs images, and a true class of each where there are any.');
  }
  const classes = images[0]!.whole.length;
  const means = (of: readonly Stability[]) => meansOf(of, seed);
  const group = (members: readonly SweptImage[]) => means(members.map(({ stability }) => stability));
  const inner = innerGrid(grid);
  return {
    all: group(images),
    averaged: inner && {
      with: means(images.map(({ averaged }) => averaged!)),
      without: means(
        images.map(({ whole, probabilities }) => stabilityOf(whole, innerViews(probabilities, grid, classes), inner)),
      ),
    },
    perClass: Array.from({ length: classes }, (_, c) => {
      const members = images.filter((_image, i) => truths?.[i] === c);
      return members.length === 0 ? undefined : group(members);
    }),
    byMargin: groupsByMargin(images).map((members) => ({
      from: marginOf(members[0]!.whole),
      to: marginOf(members.at(-1)!.whole),
      means: group(members),
    })),
    accuracy: truths && accuracyOf(images, truths, seed),
  };
}

function meansOf(values: readonly Stability[], seed: number): StabilityMeans {
  const columns = STABILITY_NAMES.map((name) => values.map((value) => value[name]));
  const estimates = bootstrapMeans(columns, { seed });
  return Object.fromEntries(STABILITY_NAMES.map((name, i) => [name, estimates[i]!])) as Record<
    keyof Stability,
    MeanWithInterval
  >;
}

/** Of equal count, as nearly as can be; fewer where there are fewer images. */
function groupsByMargin(images: readonly SweptImage[]): SweptImage[][] {
  const sorted = [...images].sort((a, b) => marginOf(a.whole) - marginOf(b.whole));
  const groups = Math.min(MARGIN_GROUPS, images.length);
  return Array.from({ length: groups }, (_, i) =>
    sorted.slice(Math.round((i * images.length) / groups), Math.round(((i + 1) * images.length) / groups)),
  );
}

function accuracyOf(
  images: readonly SweptImage[],
  truths: readonly number[],
  seed: number,
): NonNullable<StabilitySummary['accuracy']> {
  const classes = images[0]!.whole.length;
  const right = images.map(({ whole, probabilities }, i) => {
    const views = probabilities.length / classes;
    const mean = new Float64Array(classes);
    let hits = 0;
    for (let view = 0; view < views; view++) {
      if (largestOf(probabilities, view * classes, classes) === truths[i]) hits++;
      for (let c = 0; c < classes; c++) mean[c]! += probabilities[view * classes + c]!;
    }
    return [
      Number(largestOf(whole, 0, classes) === truths[i]),
      hits / views,
      Number(largestOf(mean, 0, classes) === truths[i]),
    ];
  });
  const column = (index: number) => right.map((row) => row[index]!);
  const [whole, views, averaged] = bootstrapMeans([column(0), column(1), column(2)], { seed });
  return { whole: whole!, views: views!, averaged: averaged! };
}
