/** Models of the stock @tensorflow/tfjs-layers package: made, filled with numbers, saved to memory, opened again. */
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type { ModelFiles } from '../../../../core/models/files/sources.js';
import { randomTensor } from '../../../helpers/tensors.js';

export { layers };

/** A model.json and the bytes of its weights, by path. */
export interface SavedModel {
  readonly json: Record<string, unknown>;
  readonly shards: Readonly<Record<string, Uint8Array>>;
}

/** Weights of an ordinary size for everything, statistics of batch normalisation included (variances above zero). */
export function fillWeights(model: layers.LayersModel, seed: number): void {
  model.weights.forEach((weight, i) => {
    const positive = /moving_?variance$/i.test(weight.originalName);
    const values = randomTensor([...(weight.shape as number[])], seed + i, positive ? 0.5 : -0.5, positive ? 1.5 : 0.5);
    weight.write(values);
    values.dispose();
  });
}

/** What `model.save()` would write, with the weights cut into files of `shardBytes`. */
export async function saveStock(model: layers.LayersModel, shardBytes = Infinity): Promise<SavedModel> {
  let saved: SavedModel | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const data = new Uint8Array(artifacts.weightData as ArrayBuffer);
      const shards: Record<string, Uint8Array> = {};
      for (let at = 0, i = 1; at < data.length; at += shardBytes, i++) {
        shards[`group1-shard${i}.bin`] = data.slice(at, Math.min(at + shardBytes, data.length));
      }
      const { weightSpecs, weightData: _weightData, ...description } = artifacts;
      const json = { ...description, weightsManifest: [{ paths: Object.keys(shards), weights: weightSpecs }] };
      saved = { json: JSON.parse(JSON.stringify(json)) as Record<string, unknown>, shards };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    }),
  );
  return saved!;
}

/** Opens files with the stock package; dispose of the model. */
export function openStock({ json, shards }: SavedModel): Promise<layers.LayersModel> {
  const manifest = json['weightsManifest'] as { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[];
  const parts = manifest.flatMap(({ paths }) => paths.map((path) => shards[path]!));
  const weightData = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    weightData.set(part, at);
    at += part.length;
  }
  const artifacts = { ...json, weightSpecs: manifest.flatMap(({ weights }) => weights), weightData: weightData.buffer };
  return layers.loadLayersModel(tf.io.fromMemory(artifacts as tf.io.ModelArtifacts));
}

export function modelFiles({ json, shards }: SavedModel): ModelFiles {
  return {
    name: 'model.json',
    readModel: () => Promise.resolve(new TextEncoder().encode(JSON.stringify(json))),
    readWeights: (path) => (shards[path] ? Promise.resolve(shards[path]) : Promise.reject(new Error(`no ${path}`))),
  };
}
