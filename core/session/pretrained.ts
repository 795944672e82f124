/**
 * The networks that ship with the library, by name: what they are, and where their files lie. A page downloads only the
 * one that it names.
 */
import { KitError } from '../errors.js';
import { assetFolder } from '../runtime/assets.js';
import { configuration } from '../runtime/configure.js';
import type { TrainableArchitecture } from './types.js';

interface Pretrained {
  readonly architecture: TrainableArchitecture;
  readonly width: number;
}

const PRETRAINED = {
  baseline: { architecture: 'baseline', width: 1 },
  'baseline-slim': { architecture: 'baseline', width: 0.25 },
  mobilenet: { architecture: 'mobilenet', width: 1 },
  'mobilenet-distilled': { architecture: 'mobilenet', width: 1 },
} as const satisfies Record<string, Pretrained>;

export type PretrainedName = keyof typeof PRETRAINED;
export const PRETRAINED_NAMES = Object.keys(PRETRAINED) as readonly PretrainedName[];

/** What a network of that name is, known before anything is downloaded; undefined for an address. */
export function pretrained(src: string): Pretrained | undefined {
  return Object.hasOwn(PRETRAINED, src) ? PRETRAINED[src as PretrainedName] : undefined;
}

/**
 * Absolute address of the model.json that a name or an address means.
 * @throws KitError invalid-argument for a name that is none of ours and no address
 */
export function modelUrl(src: string): string {
  if (pretrained(src)) return assetFolder(`models/${src}/`, configuration().assetBase) + 'model.json';
  if (/^[\w-]*$/.test(src) || !URL.canParse(src, document.baseURI)) {
    throw new KitError(
      'invalid-argument',
      `“${src.slice(0, 200)}” is neither the address of a model.json nor a network that ships with the library: ${PRETRAINED_NAMES.join(', ')}.`,
    );
  }
  return new URL(src, document.baseURI).href;
}
