/** A module worker for the toolchain's own test: answers with the sum of the numbers it is sent, by TensorFlow.js. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

addEventListener('message', async ({ data }: MessageEvent<number[]>) => {
  postMessage([...(await tf.sum(tf.tensor1d(data)).data())]);
});
