/**
 * Named tensors as plain arrays and back, with the check that both belong together.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import type { WeightMap } from '../types.js';

/** Copies of named tensors on the host, in their order. */
export async function readTensors(tensors: ReadonlyMap<string, tf.Tensor>): Promise<WeightMap> {
  // Clones pin today's values: a variable that is assigned to while the read is under way leaves them alone.
  const pinned = [...tensors].map(([name, tensor]) => [name, tf.clone(tensor)] as const);
  try {
    const entries = await Promise.all(
      pinned.map(async ([name, tensor]) => {
        const data = Float32Array.from(await tensor.data());
        return [name, { data, shape: tensor.shape }] as const;
      }),
    );
    return Object.fromEntries(entries);
  } finally {
    for (const [, tensor] of pinned) tensor.dispose();
  }
}

/** Gives variables the values of the same names, which must fit. */
export function writeVariables(variables: ReadonlyMap<string, tf.Variable>, values: WeightMap): void {
  for (const [name, variable] of variables) {
    const value = tf.tensor(Float32Array.from(values[name]!.data), [...variable.shape]);
    variable.assign(value);
    value.dispose();
  }
}

/**
 * @throws KitError bad-weights, naming weight and layer, unless there is exactly one value of the right shape for each
 *   variable, made of finite numbers
 */
export function checkWeights(variables: ReadonlyMap<string, tf.Variable>, weights: WeightMap): void {
  for (const name of Object.keys(weights)) {
    if (!variables.has(name)) {
      throw new KitError('bad-weights', `The weights hold "${name}", which this network does not have.`, {
        layer: name.split('/')[0]!,
      });
    }
  }
  for (const [name, { shape }] of variables) checkWeight(name, shape, weights[name]);
}

function checkWeight(name: string, shape: readonly number[], weight: WeightMap[string] | undefined): void {
  const layer = name.split('/')[0]!;
  if (!weight) throw new KitError('bad-weights', `The weights lack "${name}".`, { layer });
  if (weight.shape.length !== shape.length || weight.shape.some((length, axis) => length !== shape[axis])) {
    throw new KitError(
      'bad-weights',
      `"${name}" has the shape [${weight.shape.join(', ')}]; the network needs [${shape.join(', ')}].`,
      { layer },
    );
  }
  if (weight.data.length !== shape.reduce((product, length) => product * length, 1)) {
    throw new KitError(
      'bad-weights',
      `"${name}" has ${weight.data.length} numbers for the shape [${shape.join(', ')}].`,
      {
        layer,
      },
    );
  }
  if (!weight.data.every(Number.isFinite)) {
    throw new KitError('bad-weights', `"${name}" holds a value that is not a finite number.`, { layer });
  }
}
