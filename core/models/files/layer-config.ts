/**
 * The settings of one layer in a model file, read with checks: each reader gives a value of the type it promises or
 * says in words, with the layer's name and class, what is wrong.
 */
import { KitError } from '../../errors.js';
import type { Size2d } from '../../types.js';
import { field, isObject, shown } from './json.js';

export class LayerConfig {
  constructor(
    /** The layer's name, for messages. */
    readonly layer: string,
    readonly className: string,
    private readonly values: unknown,
  ) {}

  raw(key: string): unknown {
    return field(this.values, key);
  }

  /** Whether the file says anything but null for the key. */
  has(key: string): boolean {
    return this.raw(key) !== undefined && this.raw(key) !== null;
  }

  number(key: string, fallback?: number): number {
    const value = this.has(key) ? this.raw(key) : fallback;
    if (typeof value !== 'number' || !Number.isFinite(value)) this.invalid(key, 'a number');
    return value;
  }

  /** A whole number of at least 1. */
  count(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    if (!Number.isInteger(value) || value < 1) this.invalid(key, 'a whole number from 1 on');
    return value;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.has(key) ? this.raw(key) : fallback;
    if (typeof value !== 'boolean') this.invalid(key, 'true or false');
    return value;
  }

  text(key: string, fallback: string): string {
    const value = this.has(key) ? this.raw(key) : fallback;
    if (typeof value !== 'string') this.invalid(key, 'text');
    return value;
  }

  /** One whole number from 1 on for both axes, or [vertical, horizontal] where they differ. */
  size(key: string, fallback?: Size2d): Size2d {
    const value = this.has(key) ? this.raw(key) : fallback;
    const both = Array.isArray(value) ? value : [value, value];
    if (both.length !== 2 || !both.every((side) => Number.isInteger(side) && side >= 1)) {
      this.invalid(key, 'one or two whole numbers from 1 on');
    }
    const [height, width] = both as [number, number];
    return height === width ? height : [height, width];
  }

  /**
   * An activation's name in snake case, with the settings that it may bring; `linear` for none. Keras writes a name, or
   * an object with a class and its settings.
   */
  activation(key = 'activation'): { readonly name: string; readonly config: LayerConfig } {
    const value = this.raw(key);
    if (!this.has(key)) return { name: 'linear', config: this.inner({}) };
    if (typeof value === 'string') return { name: snakeCase(value), config: this.inner({}) };
    const name = field(value, 'class_name');
    if (!isObject(value) || typeof name !== 'string') this.invalid(key, 'the name of an activation');
    return { name: snakeCase(name), config: this.inner(field(value, 'config')) };
  }

  /** Refuses what would be computed wrongly if it were ignored: only these values of a key are known here. */
  only(key: string, known: readonly unknown[]): void {
    if (this.has(key) && !known.includes(this.raw(key))) this.unsupported(`has ${key} ${shown(this.raw(key))}`);
  }

  channelsLast(): void {
    this.only('data_format', ['channels_last', 'channelsLast']);
  }

  invalid(key: string, wanted: string): never {
    this.fail(`needs ${wanted} as its ${key}, not ${shown(this.raw(key))}`);
  }

  fail(problem: string): never {
    throw new KitError('bad-spec', `${this.title} ${problem}.`, { layer: this.layer });
  }

  unsupported(problem: string): never {
    throw this.unsupportedError(problem);
  }

  unsupportedError(problem: string): KitError {
    return new KitError('unsupported-layer', `${this.title} ${problem}, which does not run here.`, {
      layer: this.layer,
    });
  }

  private get title(): string {
    return `Layer “${this.layer}” (${this.className})`;
  }

  private inner(values: unknown): LayerConfig {
    return new LayerConfig(this.layer, this.className, values);
  }
}

/** leakyReLU, LeakyReLU and leaky_relu are one activation; so are ReLU6 and relu6. */
function snakeCase(name: string): string {
  return name
    .replace(/ReLU/g, 'Relu')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
