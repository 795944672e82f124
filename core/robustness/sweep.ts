/**
 * A sweep as a grid of views, each a small affine change of the image: which there are, how they lie beside each other,
 * and what each looks at. Plain arithmetic for page and worker; pixels are views.ts's.
 */
import { KitError } from '../errors.js';
import type { Similarity, SweepPadding, SweepSettings, SweepTransform } from '../types.js';

/** Where a view's pixel (x, y), counted from the middle of the upper left one, is taken from: (a·x + b·y + c, d·x + e·y + f). */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Pixels that a view may look at; beyond them it sees those at the edge. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface View {
  readonly affine: Affine;
  /** For resized crops. */
  readonly bounds?: Bounds;
  /** How far along the sweep: pixels from the left and top for crops, pixels moved for shifts, degrees, percent. */
  readonly x: number;
  readonly y: number;
}

export interface Sweep {
  readonly transform: SweepTransform;
  readonly padding: SweepPadding;
  /** Of the image. */
  readonly height: number;
  readonly width: number;
  /** Of each view. */
  readonly viewHeight: number;
  readonly viewWidth: number;
  /** Views lie in a grid, row by row. */
  readonly rows: number;
  readonly columns: number;
  readonly views: readonly View[];
  readonly stride: number;
  /** Side of a crop; undefined where nothing is cropped. */
  readonly cropSize: number | undefined;
  /** Largest shift, turn or change of size; undefined for crops and mirror. */
  readonly range: number | undefined;
  /** Pixels at the right and the bottom that no crop reaches, since the stride does not divide the way. */
  readonly unreached: { readonly right: number; readonly bottom: number };
}

export const TRANSFORMS = [
  'crops',
  'resized-crops',
  'shifts',
  'rotations',
  'scales',
  'mirror',
] as const satisfies readonly SweepTransform[];
export const PADDINGS = ['zero', 'reflect', 'wrap'] as const satisfies readonly SweepPadding[];

/** Largest changes by default: what no one who looks at a photograph minds. */
const DEFAULT_RANGE = { shifts: 4, rotations: 15, scales: 15 } as const;
/** More would not be small: beyond half a turn, or a thing of half or one and a half its size. */
const LARGEST_RANGE = { rotations: 180, scales: 50 } as const;
/** Views of one sweep: what a worker does in seconds and a map can show. */
const MOST_VIEWS = 4096;

/** 24 for 32 pixels, as the networks of the practical were trained. */
export const defaultCrop = (height: number, width: number): number =>
  Math.max(1, Math.round(0.75 * Math.min(height, width)));

/**
 * @param height of the image in pixels
 * @throws KitError invalid-argument, in words, for a sweep that can't be made of such an image
 */
export function planSweep(settings: SweepSettings, height: number, width: number): Sweep {
  const { transform, padding = 'reflect', stride = 1 } = settings;
  if (!TRANSFORMS.includes(transform))
    throw wrong(`There is no sweep “${transform}”. There are ${TRANSFORMS.join(', ')}.`);
  if (!PADDINGS.includes(padding)) throw wrong(`There is no padding “${padding}”. There are ${PADDINGS.join(', ')}.`);
  if (height < 2 || width < 2) {
    throw wrong(`An image of ${height} × ${width} pixels can’t be moved. It takes at least 2 × 2 pixels.`);
  }
  const whole = transform !== 'rotations' && transform !== 'scales';
  if (!(stride > 0) || (whole && !Number.isInteger(stride))) {
    const unit = whole
      ? 'a whole number of pixels from 1'
      : transform === 'rotations'
        ? 'degrees above 0'
        : 'percent above 0';
    throw wrong(`The stride from one view to the next must be ${unit}, not ${stride}.`);
  }
  const plan = { transform, padding, height, width, stride };
  switch (transform) {
    case 'crops':
    case 'resized-crops':
      return crops(plan, settings.cropSize ?? defaultCrop(height, width));
    case 'shifts':
      return shifts(plan, rangeOf(settings, transform, Math.min(height, width) - 1));
    case 'rotations':
      return turned(plan, rangeOf(settings, transform, LARGEST_RANGE[transform]), (degrees) => ({ angle: degrees }));
    case 'scales':
      return turned(plan, rangeOf(settings, transform, LARGEST_RANGE[transform]), (percent) => ({
        scale: 1 + percent / 100,
      }));
    case 'mirror':
      return {
        ...common(plan),
        rows: 1,
        columns: 2,
        views: [
          { affine: [1, 0, 0, 0, 1, 0], x: 0, y: 0 },
          { affine: [-1, 0, width - 1, 0, 1, 0], x: 1, y: 0 },
        ],
      };
  }
}

type Plan = Pick<Sweep, 'transform' | 'padding' | 'height' | 'width' | 'stride'>;

function common(plan: Plan): Omit<Sweep, 'rows' | 'columns' | 'views'> {
  return {
    ...plan,
    viewHeight: plan.height,
    viewWidth: plan.width,
    cropSize: undefined,
    range: undefined,
    unreached: { right: 0, bottom: 0 },
  };
}

function crops(plan: Plan, size: number): Sweep {
  const { height, width, stride, transform } = plan;
  const shorter = Math.min(height, width);
  if (!Number.isInteger(size) || size < 1 || size > shorter) {
    throw wrong(
      `A crop of ${size} pixels can’t be cut from an image of ${height} × ${width}. It must be a whole number from 1 to ${shorter}.`,
    );
  }
  const rows = Math.floor((height - size) / stride) + 1;
  const columns = Math.floor((width - size) / stride) + 1;
  checkCount(rows * columns);
  const resized = transform === 'resized-crops';
  const views = grid(rows, columns, (row, column): View => {
    const [top, left] = [row * stride, column * stride];
    if (!resized) return { affine: [1, 0, left, 0, 1, top], x: left, y: top };
    const [sx, sy] = [size / width, size / height];
    return {
      // Between the middles of pixels, as images are resized.
      affine: [sx, 0, left + (sx - 1) / 2, 0, sy, top + (sy - 1) / 2],
      bounds: { left, top, right: left + size - 1, bottom: top + size - 1 },
      x: left,
      y: top,
    };
  });
  return {
    ...common(plan),
    ...(resized ? {} : { viewHeight: size, viewWidth: size }),
    rows,
    columns,
    views,
    cropSize: size,
    unreached: { right: (width - size) % stride, bottom: (height - size) % stride },
  };
}

function shifts(plan: Plan, range: number): Sweep {
  const steps = Math.floor(range / plan.stride);
  const side = 2 * steps + 1;
  checkCount(side * side);
  return {
    ...common(plan),
    rows: side,
    columns: side,
    views: grid(side, side, (row, column) => {
      const [dx, dy] = [(column - steps) * plan.stride, (row - steps) * plan.stride];
      return { affine: [1, 0, -dx, 0, 1, -dy], x: dx, y: dy };
    }),
    range,
  };
}

function turned(plan: Plan, range: number, change: (amount: number) => Partial<Similarity>): Sweep {
  const steps = Math.floor(range / plan.stride + 1e-9);
  const columns = 2 * steps + 1;
  checkCount(columns);
  return {
    ...common(plan),
    rows: 1,
    columns,
    views: grid(1, columns, (_, column) => {
      const amount = (column - steps) * plan.stride;
      const affine = similarityAffine({ dx: 0, dy: 0, angle: 0, scale: 1, ...change(amount) }, plan.height, plan.width);
      return { affine, x: amount, y: 0 };
    }),
    range,
  };
}

/** Where the pixels of an image come from that was enlarged and turned about its middle, then moved. */
export function similarityAffine({ dx, dy, angle, scale }: Similarity, height: number, width: number): Affine {
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  const radians = (angle * Math.PI) / 180;
  // The way back: turned against the clock (y points down) and reduced.
  const cos = Math.cos(radians) / scale;
  const sin = Math.sin(radians) / scale;
  return [cos, sin, cx - cos * (cx + dx) - sin * (cy + dy), -sin, cos, cy + sin * (cx + dx) - cos * (cy + dy)];
}

/** The four corners [x, y] of a view on its image, in pixels from the image's upper left corner. */
export function footprint({ viewHeight, viewWidth }: Sweep, { affine }: View): readonly (readonly [number, number])[] {
  const [a, b, c, d, e, f] = affine;
  return (
    [
      [-0.5, -0.5],
      [viewWidth - 0.5, -0.5],
      [viewWidth - 0.5, viewHeight - 0.5],
      [-0.5, viewHeight - 0.5],
    ] as const
  ).map(([x, y]) => [a * x + b * y + c + 0.5, d * x + e * y + f + 0.5]);
}

/** Pairs of views that lie beside each other in the grid. */
export function neighbours({ rows, columns }: Pick<Sweep, 'rows' | 'columns'>): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      if (column + 1 < columns) pairs.push([at, at + 1]);
      if (row + 1 < rows) pairs.push([at, at + columns]);
    }
  }
  return pairs;
}

/** The view in the middle; up and to the left of it where there is none. */
export const middleOf = ({ rows, columns }: Pick<Sweep, 'rows' | 'columns'>): number =>
  Math.floor((rows - 1) / 2) * columns + Math.floor((columns - 1) / 2);

function rangeOf({ range }: SweepSettings, transform: 'shifts' | 'rotations' | 'scales', most: number): number {
  const used = range ?? Math.min(most, DEFAULT_RANGE[transform]);
  if (!(used >= 0 && used <= most) || (transform === 'shifts' && !Number.isInteger(used))) {
    const unit = {
      shifts: `a whole number of pixels from 0 to ${most}`,
      rotations: `0 to ${most} degrees`,
      scales: `0 to ${most} percent`,
    }[transform];
    throw wrong(`The range of ${transform} must be ${unit}, not ${used}.`);
  }
  return used;
}

function checkCount(count: number): void {
  if (count > MOST_VIEWS)
    throw wrong(`This sweep has ${count} views; at most ${MOST_VIEWS} are looked at. A larger stride has fewer.`);
}

function grid(rows: number, columns: number, make: (row: number, column: number) => View): View[] {
  return Array.from({ length: rows * columns }, (_, i) => make(Math.floor(i / columns), i % columns));
}

const wrong = (message: string): KitError => new KitError('invalid-argument', message);
