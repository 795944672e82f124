/**
 * What a model file says about itself besides layers and weights: class names, the range of its pixels, accuracy,
 * licence. Words for people; nothing in it decides what is computed without a check here.
 */
import { isObject, type JsonObject, field } from './json.js';

export interface ModelMetadata {
  readonly classNames: readonly string[] | undefined;
  readonly inputRange: readonly [low: number, high: number] | undefined;
  readonly inputSize: readonly [height: number, width: number] | undefined;
  /** All of it, as plain JSON; empty where there is none or it is larger than words can be. */
  readonly all: JsonObject;
}

/** Characters of JSON; that of a network of ours has 800. */
const MAX_LENGTH = 100_000;
const MAX_SIDE = 16_384;

/** @param json a model.json */
export function readMetadata(json: unknown): ModelMetadata {
  const given = field(json, 'userDefinedMetadata');
  const all = isObject(given) && isShort(given) ? given : {};
  const names = field(all, 'classNames') ?? field(all, 'classes') ?? field(all, 'labels');
  const range = field(all, 'inputRange');
  const shape = field(all, 'inputShape');
  const sides = Array.isArray(shape) ? shape.slice(0, 2) : [];
  return {
    classNames: Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined,
    inputRange: isRange(range) ? range : undefined,
    inputSize: sides.length === 2 && sides.every(isSide) ? (sides as [number, number]) : undefined,
    all,
  };
}

/** Two finite numbers, the lower first. */
export function isRange(value: unknown): value is readonly [number, number] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((end) => Number.isFinite(end)) &&
    (value[0] as number) < (value[1] as number)
  );
}

export function isSide(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_SIDE;
}

function isShort(value: JsonObject): boolean {
  try {
    return JSON.stringify(value).length <= MAX_LENGTH;
  } catch {
    // Nested deeper than it can be written.
    return false;
  }
}
