/** From what a page names as a network's source to where its files are, and to what the snapshot says of it. */
import { KitError } from '../errors.js';
import type { ModelFileReport, ModelLocation } from '../runtime/protocol.js';
import { locate } from './pretrained.js';
import type { ModelSource, SessionSettings } from './types.js';

/** A source with the way to its files. */
export interface LocatedModel {
  readonly name: string;
  readonly locate: () => Promise<ModelLocation>;
}

/** @throws KitError invalid-argument for addresses that are none, or a choice that is none */
export function locateModel({
  src,
  init,
  freeze,
}: Pick<SessionSettings, 'src' | 'init' | 'freeze'>): LocatedModel | undefined {
  if (src !== undefined && init !== undefined) {
    throw new KitError('invalid-argument', 'Give src, a network as it is, or init, one that learns anew; not both.');
  }
  if (freeze !== undefined && (freeze !== 'features' || init === undefined)) {
    throw new KitError('invalid-argument', 'Only the features of a network that init names can be frozen.');
  }
  const address = src ?? init;
  return address === undefined ? undefined : locateSrc(address);
}

/** @throws KitError invalid-argument for an address that is none */
export function locateSrc(src: string): LocatedModel {
  return { name: src, locate: locate(src) };
}

export function waitingSource({ name }: LocatedModel): ModelSource {
  return { name, status: 'waiting', progress: undefined, error: undefined, metadata: undefined, softmax: false };
}

export function readySource({ name }: LocatedModel, { metadata, softmax }: ModelFileReport): ModelSource {
  return { name, status: 'ready', progress: undefined, error: undefined, metadata, softmax };
}
