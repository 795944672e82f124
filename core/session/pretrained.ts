/**
 * The networks that ship with the library, by name: what they are, and where their files lie. A page downloads only the
 * one that it names.
 */
import { KitError } from '../errors.js';
import { assetFolder } from '../runtime/assets.js';
import { configuration } from '../runtime/configure.js';
import type { ModelLocation } from '../runtime/protocol.js';
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

/** One module for each, so that nothing of one is loaded with another. */
const NETWORKS: Record<PretrainedName, () => Promise<{ readonly location: ModelLocation }>> = {
  baseline: () => import('./networks/baseline.js'),
  'baseline-slim': () => import('./networks/baseline-slim.js'),
  mobilenet: () => import('./networks/mobilenet.js'),
  'mobilenet-distilled': () => import('./networks/mobilenet-distilled.js'),
};

/** A megabyte; every other one is more of a download than somebody asked for who named none. */
const DEFAULT_NETWORK: PretrainedName = 'baseline-slim';

/** What a network of that name is, known before anything is downloaded; undefined for an address. */
export function pretrained(src: string): Pretrained | undefined {
  return isPretrained(src) ? PRETRAINED[src] : undefined;
}

/** The network that a live model of that name is where nobody says where weights come from, and nobody trains. */
export function impliedNetwork(model: string): PretrainedName {
  return isPretrained(model) ? model : DEFAULT_NETWORK;
}

/**
 * Where the files are of what a name or an address means. Checked at once, looked up when it is needed.
 * @throws KitError invalid-argument for a name that is none of ours and no address
 */
export function locate(src: string): () => Promise<ModelLocation> {
  if (isPretrained(src)) return () => locatePretrained(src);
  if (/^[\w-]*$/.test(src) || !URL.canParse(src, document.baseURI)) {
    throw new KitError(
      'invalid-argument',
      `“${src.slice(0, 200)}” is neither the address of a model.json nor a network that ships with the library: ${PRETRAINED_NAMES.join(', ')}.`,
    );
  }
  const url = new URL(src, document.baseURI).href;
  return () => Promise.resolve({ url });
}

function isPretrained(name: string): name is PretrainedName {
  return Object.hasOwn(PRETRAINED, name);
}

/** A page that hosts the assets itself has them in their folders; otherwise a bundler may have moved each file. */
async function locatePretrained(name: PretrainedName): Promise<ModelLocation> {
  const { assetBase } = configuration();
  if (assetBase !== undefined) return { url: assetFolder(`models/${name}/`, assetBase) + 'model.json' };
  return (await NETWORKS[name]()).location;
}
