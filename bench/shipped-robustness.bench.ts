/**
 * The finding on the networks that ship: of the 1,000 held-out images, the share whose answer changes when the middle
 * 24 × 24 crop is moved by one pixel up, down, left or right, with its 95 % bootstrap interval; and of the twelve
 * moves among the nine crops about the middle, the share that changes it. Seed 1. Minutes for the wide networks.
 *
 *   npx wtr --files 'bench/shipped-robustness.bench.ts'
 */
import { expect } from '@open-wc/testing';
import { PRETRAINED_NAMES } from '../core/index.js';
import { LiveModelSession } from '../core/session/model-session.js';
import type { MeanWithInterval } from '../core/types.js';

const IMAGES = 1000;
const SIDE = 32;
/** Round the middle crop there is room for one pixel on each side: 3 × 3 crops, of which the middle one is moved. */
const CROP = 24;
const AROUND = CROP + 2;

describe('networks that ship', function () {
  this.timeout(60 * 60_000);
  for (const name of PRETRAINED_NAMES) {
    it(`${name}: one-pixel moves of the middle crop`, async function () {
      const src = new URL(`../assets/models/${name}/model.json`, import.meta.url).href;
      if (!(await fetch(src, { method: 'HEAD' })).ok) {
        console.log(`${name}: is not in assets/models`);
        this.skip();
      }
      const session = new LiveModelSession(`finding-${name}`, { src, backend: 'auto' });
      const { images, labels } = await session.ask('dataset.samples', {
        split: 'test',
        indices: Array.from({ length: IMAGES }, (_, i) => i),
      });
      const { summary, milliseconds } = await session.ask('robustness.survey', {
        images: { data: middleOf(images.data), shape: [IMAGES, AROUND, AROUND, 3] },
        truths: labels,
        settings: { transform: 'crops', cropSize: CROP, stride: 1 },
        seed: 1,
      });
      const { moved, flips } = summary.all;
      console.log(
        `${name}: ${words(moved)} of images, ${words(flips)} of moves, in ${Math.round(milliseconds / 1000)} s`,
      );
      expect(moved).to.have.property('count', IMAGES);
      expect(moved.mean).to.be.at.least(moved.low).and.at.most(moved.high);
      await session.dispose();
    });
  }
});

const words = ({ mean, low, high }: MeanWithInterval): string =>
  `${(100 * mean).toFixed(1)} % (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;

/** The middle of each image, with a pixel on each side of the crop. */
function middleOf(data: Uint8Array): Uint8Array {
  const edge = (SIDE - AROUND) / 2;
  const out = new Uint8Array(IMAGES * AROUND * AROUND * 3);
  for (let i = 0; i < IMAGES; i++) {
    for (let y = 0; y < AROUND; y++) {
      const from = ((i * SIDE + y + edge) * SIDE + edge) * 3;
      out.set(data.subarray(from, from + AROUND * 3), (i * AROUND + y) * AROUND * 3);
    }
  }
  return out;
}
