/** How much of a model file is taken before it is refused: nobody's page should hang on somebody's file. */
import { KitError } from '../../errors.js';

export interface ModelFileLimits {
  /** Bytes of a model's description and weights together, packed and unpacked. */
  readonly maxBytes: number;
}

/** 128 MiB: VGG-16 without its dense layers in float32, or the baseline of this library four times over. */
export const DEFAULT_MAX_BYTES = 128 * 1024 * 1024;

/** More layers than any published classifier has; ResNet-152 has some 500. */
export const MAX_LAYERS = 5_000;

/** Networks within networks: Keras nests a backbone in a classifier, seldom more. */
export const MAX_NESTING = 8;

/** Names longer than this are cut in messages and specs. */
export const MAX_NAME = 120;

export function tooLarge(name: string, bytes: number, { maxBytes }: ModelFileLimits): KitError {
  const mebibytes = (value: number) => `${Math.ceil(value / (1024 * 1024)).toLocaleString('en-US')} MiB`;
  return new KitError(
    'bad-weights',
    `${name} would take ${mebibytes(bytes)}; this page accepts ${mebibytes(maxBytes)}. A page raises the limit with ` +
      'configure({ maxModelBytes }).',
  );
}
