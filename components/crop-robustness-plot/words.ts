/** The short lines of the element: titles, what a sweep is called, numbers as they are written. */
import type { SessionSnapshot, StabilityName, Sweep, SweepTransform } from '../../core/index.js';
import { decimal, integer, percent, significant } from '../shared/format.js';
import { subject } from '../shared/subject.js';
import type { Swept, View } from './view.js';

export interface TransformWords {
  /** On its tab. */
  readonly tab: string;
  readonly title: string;
  readonly one: string;
  readonly many: string;
  /** "moves by one pixel". */
  readonly moves: (stride: number) => string;
  /** "a one-pixel move". */
  readonly move: (stride: number) => string;
}

const pixels = (stride: number) => (stride === 1 ? 'a single pixel' : `${stride} pixels`);
const byPixels = {
  moves: (stride: number) => `moves by ${pixels(stride)}`,
  move: (stride: number) => `a move by ${pixels(stride)}`,
};

export const TRANSFORM_WORDS: Readonly<Record<SweepTransform, TransformWords>> = {
  crops: { tab: 'Crops', title: 'Does the answer survive one pixel?', one: 'crop', many: 'crops', ...byPixels },
  'resized-crops': {
    tab: 'Resized',
    title: 'Does the answer survive one pixel?',
    one: 'resized crop',
    many: 'resized crops',
    ...byPixels,
  },
  shifts: { tab: 'Shifts', title: 'Does the answer survive one pixel?', one: 'shift', many: 'shifts', ...byPixels },
  rotations: {
    tab: 'Rotations',
    title: 'Does the answer survive a small turn?',
    one: 'rotation',
    many: 'rotations',
    moves: (stride) => `turns by ${significant(stride)}°`,
    move: (stride) => `a turn by ${significant(stride)}°`,
  },
  scales: {
    tab: 'Scales',
    title: 'Does the answer survive another size?',
    one: 'scale',
    many: 'scales',
    moves: (stride) => `changes of size by ${significant(stride)}\u00a0%`,
    move: (stride) => `a change of size by ${significant(stride)}\u00a0%`,
  },
  mirror: {
    tab: 'Mirror',
    title: 'Does the answer survive a mirror?',
    one: 'view',
    many: 'views',
    moves: () => 'mirrorings',
    move: () => 'mirroring',
  },
};

export const titleOf = (transform: SweepTransform, stride: number | undefined): string =>
  (stride ?? 1) > 1 && ['crops', 'resized-crops', 'shifts'].includes(transform)
    ? 'Are the answers stable?'
    : TRANSFORM_WORDS[transform].title;

/** "24 × 24 crops at stride 1 over 32 × 32: 81 crops", and what they leave out. */
export function sweepWords(sweep: Sweep): string {
  const { transform, cropSize, stride, height, width, views, range, unreached, padding } = sweep;
  const { many } = TRANSFORM_WORDS[transform];
  const count = `${integer(views.length)} ${many}`;
  const { right, bottom } = unreached;
  const left =
    right + bottom === 0
      ? ''
      : `; the stride leaves the last ${right === bottom ? `${right} rows and columns` : `${bottom} rows and ${right} columns`} out`;
  switch (transform) {
    case 'crops':
    case 'resized-crops':
      return `${cropSize} × ${cropSize} crops${transform === 'crops' ? '' : ', resized back,'} at stride ${stride} over ${height} × ${width}: ${count}${left}`;
    case 'shifts':
      return `shifts up to ${range} pixels at stride ${stride}, ${PADDING_WORDS[padding]}: ${count}`;
    case 'rotations':
      return `turns up to ${range}° at ${significant(stride)}°, ${PADDING_WORDS[padding]}: ${count}`;
    case 'scales':
      return `sizes up to ${range}\u00a0% smaller and larger at ${significant(stride)}\u00a0%, ${PADDING_WORDS[padding]}: ${count}`;
    case 'mirror':
      return 'as it is, and left and right swapped';
  }
}

export const PADDING_WORDS = {
  zero: 'zeros outside',
  reflect: 'mirrored at the edge',
  wrap: 'wrapped round',
} as const;

/** "baseline-slim · 24 × 24 crops … of held-out image 2, truly a ship". */
export function subjectOf({ snapshot, swept, picked }: View): string {
  const [network, image] = subject(snapshot, swept?.step ?? snapshot.step, picked).split(' · ');
  if (swept === undefined) return [network, image].filter((part) => part !== undefined).join(' · ');
  return `${network} · ${sweepWords(swept.sweep)}${image === undefined ? '' : ` of ${image}`}`;
}

/** Where a view lies: "column 6, row 2", "+3°". */
export function placeWords({ transform, columns, rows, views }: Sweep, index: number): string {
  if (rows > 1) return `column ${index % columns}, row ${Math.floor(index / columns)}`;
  return amountWords(transform, views[index]?.x ?? 0);
}

export function amountWords(transform: SweepTransform, amount: number): string {
  const number = `${amount > 0 ? '+' : amount < 0 ? '−' : ''}${significant(Math.abs(amount), 3)}`;
  if (transform === 'rotations') return `${number}°`;
  if (transform === 'scales') return `${number}\u00a0%`;
  if (transform === 'mirror') return amount === 0 ? 'as it is' : 'mirrored';
  return number;
}

export const className = ({ classNames }: Pick<SessionSnapshot, 'classNames'>, index: number): string =>
  classNames[index] ?? `class ${index}`;

/** Probabilities of one view of a swept image. */
export function ofView({ image }: Swept, index: number): Float32Array {
  const classes = image.whole.length;
  return image.probabilities.subarray(index * classes, (index + 1) * classes);
}

export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i += 1) if (values[i]! > values[best]!) best = i;
  return best;
}

export interface StatisticWords {
  readonly label: string;
  /** Goes on from "1,000 held-out images by". */
  readonly by: (many: string) => string;
  readonly format: (value: number) => string;
  /** A difference, with its sign. */
  readonly gap: (value: number) => string;
  /** Whether more of it is more stable. */
  readonly more: 'stable' | 'unstable';
  readonly most: (classes: number) => number;
}

const points = (value: number): string => `${signed(100 * value, 1)} points`;
export const signed = (value: number, digits: number): string =>
  `${value < 0 ? '−' : '+'}${decimal(Math.abs(value), digits)}`;
const share = (value: number): string => (Number.isNaN(value) ? '–' : percent(value));

export const STATISTIC_WORDS: Readonly<Record<StabilityName, StatisticWords>> = {
  agreement: {
    label: 'agreement with the whole image',
    by: (many) => `share of ${many} that agree`,
    format: share,
    gap: points,
    more: 'stable',
    most: () => 1,
  },
  flips: {
    label: 'neighbours that differ',
    by: () => 'share of neighbours that differ',
    format: share,
    gap: points,
    more: 'unstable',
    most: () => 1,
  },
  moved: {
    label: 'answers that change in the middle',
    by: () => 'whether the middle view’s answer changes',
    format: share,
    gap: points,
    more: 'unstable',
    most: () => 1,
  },
  entropy: {
    label: 'entropy of the answers',
    by: (many) => `entropy over ${many}, bits`,
    format: (value) => `${decimal(value, 2)}\u00a0bits`,
    gap: (value) => `${signed(value, 2)} bits`,
    more: 'unstable',
    most: (classes) => Math.log2(classes),
  },
  jump: {
    label: 'largest jump of a probability',
    by: () => 'largest jump of a probability',
    format: share,
    gap: points,
    more: 'unstable',
    most: () => 1,
  },
};

/** "column 6, row 2: automobile 77 %, ship 12 %". */
export function spoken(swept: Swept, classNames: readonly string[], index: number): string {
  const own = [...ofView(swept, index)].map((p, c) => ({ p, c })).sort((a, b) => b.p - a.p);
  const said = own.slice(0, 2).map(({ p, c }) => `${className({ classNames }, c)} ${percent(p, 0)}`);
  return `${placeWords(swept.sweep, index)}: ${said.join(', ')}`;
}
