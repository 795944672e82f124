/**
 * A network as the files of a TensorFlow.js layers model: model.json and weights in pieces, loose or in one zip
 * archive. Plain arrays in, bytes out; what the network is worth, the caller's metadata say.
 */
import { KitError } from '../../errors.js';
import type { ModelPrecision } from '../../runtime/protocol.js';
import type { ArchitectureSpec, WeightMap } from '../../types.js';
import { planNetwork } from '../validate.js';
import type { JsonObject } from './json.js';
import { encodeNumbers, type Storage } from './quantise.js';
import { writeTopology } from './write-topology.js';
import { writeZip } from './zip.js';

export interface WriteOptions {
  /** How numbers are stored. Default float32, which loses nothing; float16 halves the size. */
  readonly precision?: ModelPrecision | undefined;
  /** Goes into `userDefinedMetadata`, beside what the writer knows itself. */
  readonly metadata?: JsonObject | undefined;
}

/** TensorFlow's converter cuts weights so that caches take the pieces. */
const SHARD_BYTES = 4 * 1024 * 1024;

/** Names of weights in the file where they are not ours. */
const FILE_WEIGHTS: Readonly<Record<string, string>> = {
  depthwiseKernel: 'depthwise_kernel',
  movingMean: 'moving_mean',
  movingVariance: 'moving_variance',
};

/**
 * @param weights of every layer, as Network.weights() gives them
 * @returns bytes by file name
 * @throws KitError unsupported-layer for what the format cannot hold, bad-spec, bad-weights for a weight that is missing
 */
export function writeModel(
  spec: ArchitectureSpec,
  weights: WeightMap,
  { precision = 'float32', metadata = {} }: WriteOptions = {},
): Readonly<Record<string, Uint8Array>> {
  const planned = planNetwork(spec);
  const { topology, names } = writeTopology(spec, planned);
  const entries: JsonObject[] = [];
  const parts: Uint8Array[] = [];
  planned.forEach(({ layer, weights: definitions }, index) => {
    for (const { name, shape } of definitions) {
      const weight = weights[`${layer.name}/${name}`];
      if (!weight)
        throw new KitError('bad-weights', `The weights lack “${layer.name}/${name}”.`, { layer: layer.name });
      const { bytes, storage } = encodeNumbers(weight.data, precision);
      parts.push(bytes);
      const entry = { name: `${names[index]!}/${FILE_WEIGHTS[name] ?? name}`, shape, dtype: 'float32' };
      entries.push({ ...entry, ...quantization(storage) });
    }
  });
  const shards = cut(parts);
  const model = {
    format: 'layers-model',
    generatedBy: 'convnet-elements',
    convertedBy: null,
    modelTopology: topology,
    userDefinedMetadata: { ...metadata, inputShape: spec.inputShape, inputRange: [-1, 1], outputs: 'logits' },
    weightsManifest: [{ paths: Object.keys(shards), weights: entries }],
  };
  return { 'model.json': new TextEncoder().encode(JSON.stringify(model)), ...shards };
}

/** The same files in one archive. Throws as writeModel does. */
export function writeModelZip(
  spec: ArchitectureSpec,
  weights: WeightMap,
  options?: WriteOptions,
): Uint8Array<ArrayBuffer> {
  return writeZip(writeModel(spec, weights, options));
}

function quantization(storage: Storage): JsonObject {
  if (storage.kind === 'float16') return { quantization: { dtype: 'float16', original_dtype: 'float32' } };
  if (storage.kind !== 'uint8' && storage.kind !== 'uint16') return {};
  const { kind: dtype, scale, min } = storage;
  return { quantization: { dtype, scale, min, original_dtype: 'float32' } };
}

/** All bytes in a row, in files of equal size but the last. */
function cut(parts: readonly Uint8Array[]): Record<string, Uint8Array> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  const count = Math.max(1, Math.ceil(whole.length / SHARD_BYTES));
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `group1-shard${i + 1}of${count}.bin`,
      whole.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES),
    ]),
  );
}
