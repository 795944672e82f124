/**
 * Other ways for a gradient to pass a rectifier: those of deconvnet and of guided backprop. Neither is the derivative of
 * anything; both keep only what would make the score larger.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type RectifierLayer, rectifierSlope, rectify } from '../models/layers/run.js';
import type { Rule } from './image-gradient.js';

type Backward = (gradient: tf.Tensor, x: tf.Tensor, layer: RectifierLayer) => tf.Tensor;

/**
 * Deconvnet: only positive gradients pass, whether the unit was on or off, g·[g > 0].
 * Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014.
 */
export const deconvnetRule = withBackward((gradient) => tf.relu(gradient));

/**
 * Guided backprop: only positive gradients pass, and only as the rectifier passes them; for a ReLU g·[g > 0]·[a > 0].
 * Springenberg et al., "Striving for Simplicity: The All Convolutional Net", 2015.
 */
export const guidedRule = withBackward((gradient, x, layer) => tf.mul(tf.relu(gradient), rectifierSlope(x, layer)));

function withBackward(backward: Backward): NonNullable<Rule> {
  return (x, layer) =>
    tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
      const [input, save] = args as [tf.Tensor, tf.GradSaveFunc];
      save([input]);
      return {
        value: rectify(input, layer),
        gradFunc: (gradient: tf.Tensor, saved: tf.Tensor[]) => backward(gradient, saved[0]!, layer),
      };
    })(x);
}
