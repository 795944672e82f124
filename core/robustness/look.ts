/**
 * Shows a network every view of a sweep and reads its answers, pass by pass. On a processor views are copied together on
 * the host, which costs little beside the network; on a GPU they are gathered there by indices that are uploaded once.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Work } from '../attribution/work.js';
import type { PlainTensor } from '../types.js';
import type { Sweep } from './sweep.js';
import { isExact, type Taps, tapsOf, writeView } from './views.js';

/** All that a sweep needs of a network. */
export interface Classifier {
  readonly classes: number;
  /** @param images [n, h, w, c] in [-1, 1] */
  apply(images: tf.Tensor4D): { readonly logits: tf.Tensor2D };
}

/** Of each image: of it as it is [n, classes], and of its views [n, views, classes]. */
export interface Answers {
  readonly whole: PlainTensor;
  readonly views: PlainTensor;
}

/** Which images of a batch, and which of their views, go through the network together. */
interface Pass {
  readonly images: readonly [from: number, to: number];
  readonly views: readonly [from: number, to: number];
}

/** The taps of all views of a sweep, and what a device keeps of them. Dispose of it. */
export class Viewer {
  readonly sweep: Sweep;
  readonly #taps: readonly Taps[];
  readonly #onDevice: boolean;
  /** [views·pixels·taps] and [1, views·pixels, taps, 1]. */
  #indices: tf.Tensor1D | undefined;
  #weights: tf.Tensor | undefined;

  /** @param onDevice gather there; default: where the backend is a GPU */
  constructor(sweep: Sweep, onDevice = isGpu()) {
    const exact = isExact(sweep);
    this.sweep = sweep;
    this.#taps = sweep.views.map((view) => tapsOf(sweep, view, !exact));
    this.#onDevice = onDevice;
  }

  /**
   * @param images [n, h, w, c] in [-1, 1], of the size that the sweep is of
   * @throws KitError invalid-argument for views that the network can't take; what `work.between` throws
   */
  async look(network: Classifier, images: PlainTensor, work: Work = {}): Promise<Answers> {
    const [n = 0] = images.shape;
    const { classes } = network;
    const count = this.sweep.views.length;
    const views = new Float32Array(n * count * classes);
    const whole = await this.#whole(network, images);
    const uploaded = this.#onDevice ? this.#upload(images) : undefined;
    try {
      const { batchSize, between } = work;
      const all = passesOf(n, count, batchSize);
      for (const [i, pass] of all.entries()) {
        const answers = tf.tidy(() => {
          const batch = uploaded ? this.#gather(uploaded, images.shape, pass) : this.#copy(images, pass);
          return tf.softmax(network.apply(batch).logits);
        });
        const values = await answers.data();
        answers.dispose();
        views.set(values, (pass.images[0] * count + pass.views[0]) * classes);
        await between?.((i + 1) / all.length);
      }
    } finally {
      uploaded?.dispose();
    }
    return {
      whole: { data: whole, shape: [n, classes] },
      views: { data: views, shape: [n, count, classes] },
    };
  }

  dispose(): void {
    this.#indices?.dispose();
    this.#weights?.dispose();
    this.#indices = undefined;
    this.#weights = undefined;
  }

  async #whole(network: Classifier, { data, shape }: PlainTensor): Promise<Float32Array> {
    const answers = tf.tidy(() => {
      const x = tf.tensor4d(data, [...shape] as [number, number, number, number]);
      return tf.softmax(network.apply(x).logits);
    });
    try {
      return Float32Array.from(await answers.data());
    } finally {
      answers.dispose();
    }
  }

  /** Views put together on the host. */
  #copy({ data, shape }: PlainTensor, { images, views }: Pass): tf.Tensor4D {
    const [, height = 0, width = 0, channels = 0] = shape;
    const { viewHeight, viewWidth } = this.sweep;
    const [imageSize, viewSize] = [height * width * channels, viewHeight * viewWidth * channels];
    const count = (images[1] - images[0]) * (views[1] - views[0]);
    const out = new Float32Array(count * viewSize);
    let at = 0;
    for (let image = images[0]; image < images[1]; image++) {
      const pixels = data.subarray(image * imageSize, (image + 1) * imageSize);
      for (let view = views[0]; view < views[1]; view++, at += viewSize) {
        writeView(pixels, channels, this.#taps[view]!, out, at);
      }
    }
    return tf.tensor4d(out, [count, viewHeight, viewWidth, channels]);
  }

  /** The images' pixels and one of zeros, [n, h·w + 1, c]. */
  #upload({ data, shape }: PlainTensor): tf.Tensor3D {
    const [n = 0, height = 0, width = 0, channels = 0] = shape;
    return tf.tidy(() => tf.pad(tf.tensor3d(data, [n, height * width, channels]), [[0, 0], [0, 1], [0, 0]])); // prettier-ignore
  }

  #gather(pixels: tf.Tensor3D, shape: readonly number[], { images, views }: Pass): tf.Tensor4D {
    const { viewHeight, viewWidth } = this.sweep;
    const [n, channels] = [images[1] - images[0], shape[3]!];
    const [from, count] = [views[0], views[1] - views[0]];
    const size = viewHeight * viewWidth;
    this.#keepTaps();
    const taps = this.#weights ? 4 : 1;
    const own = tf.slice(pixels, [images[0], 0, 0], [n, -1, -1]);
    const places = tf.slice(this.#indices!, [from * size * taps], [count * size * taps]);
    const found = tf.gather(own, places, 1);
    if (!this.#weights) return tf.reshape(found, [n * count, viewHeight, viewWidth, channels]);
    const weights = tf.slice(this.#weights, [0, from * size, 0, 0], [1, count * size, taps, 1]);
    const mixed = tf.sum(tf.mul(tf.reshape(found, [n, count * size, taps, channels]), weights), 2);
    return tf.reshape(mixed, [n * count, viewHeight, viewWidth, channels]);
  }

  #keepTaps(): void {
    if (this.#indices) return;
    const size = this.#taps[0]!.indices.length;
    const indices = new Int32Array(this.#taps.length * size);
    this.#taps.forEach((taps, i) => indices.set(taps.indices, i * size));
    this.#indices = tf.keep(tf.tensor1d(indices, 'int32'));
    if (!this.#taps[0]!.weights) return;
    const weights = new Float32Array(indices.length);
    this.#taps.forEach((taps, i) => weights.set(taps.weights!, i * size));
    this.#weights = tf.keep(tf.tensor(weights, [1, indices.length / 4, 4, 1]));
  }
}

/** Whole images together while they fit into a batch; a large sweep of one image in equal parts. */
function passesOf(n: number, count: number, batchSize = 32): Pass[] {
  const out: Pass[] = [];
  if (count <= batchSize) {
    const each = Math.floor(batchSize / count);
    for (let from = 0; from < n; from += each) {
      out.push({ images: [from, Math.min(n, from + each)], views: [0, count] });
    }
    return out;
  }
  const each = Math.ceil(count / Math.ceil(count / batchSize));
  for (let image = 0; image < n; image++) {
    for (let from = 0; from < count; from += each) {
      out.push({ images: [image, image + 1], views: [from, Math.min(count, from + each)] });
    }
  }
  return out;
}

function isGpu(): boolean {
  const backend = tf.getBackend();
  return backend === 'webgpu' || backend === 'webgl';
}
