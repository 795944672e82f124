/**
 * Jobs that change images until a network says something: runs of the optimiser, whose every frame holds all that a later
 * request needs to go on, and attacks that nobody sees.
 */
import * as tf from '@tensorflow/tfjs-core';
import { predictedClasses } from '../../attribution/target.js';
import { KitError } from '../../errors.js';
import type { Network } from '../../models/network.js';
import { attack } from '../../synthesis/attack.js';
import { smallestEpsilon } from '../../synthesis/smallest-epsilon.js';
import { grey, noise } from '../../synthesis/starts.js';
import { type Seen, Synthesis } from '../../synthesis/synthesis.js';
import type { Attack, AttackSettings, SynthesisFrame, SynthesisPoint } from '../../types.js';
import type { JobFunction } from '../host.js';
import type { JobParams } from '../protocol.js';
import { imageTensor } from './images.js';

/** Between two frames, in ms: twenty a second look like motion and cost little. */
const FRAME_MS = 50;
/** Images of one pass of an attack: enough for arithmetic to be what takes the time. */
const ATTACK_BATCH = 25;
/** Largest ε that the search tries, as a share of the range: a quarter of it is plain to see. */
const MOST_EPSILON = 64 / 255;

type Points = { readonly step: number; readonly seen: Seen }[];

export const runSynthesis: JobFunction<'synthesis.run'> = async (params, context) => {
  const { network } = context.state.model(params.model);
  const { from, settings, keep = [] } = params;
  const start = startImages(network, params);
  const guide = params.guide && imageTensor(params.guide);
  let synthesis: Synthesis | undefined;
  // Tensors of steps that were not read yet: a read waits for the device.
  const unread: Points = [];
  try {
    const targets = params.targets ?? (await predictedClasses(network, start));
    const run = new Synthesis(network, settings, start, { targets, guide }, from);
    synthesis = run;
    const until = Math.min(settings.steps, params.until ?? settings.steps);
    const kept = new Set(keep);
    const frame = async (): Promise<SynthesisFrame> => {
      const seen = run.look();
      const points = await readPoints([...unread, { step: run.step, seen }], targets, network.classes);
      const logits = { data: Float32Array.from(await seen.logits.data()), shape: seen.logits.shape };
      tf.dispose([...unread.splice(0), { seen }].flatMap(({ seen: { logits: l, scores } }) => [l, scores]));
      return { ...(await run.state()), logits, points, targets };
    };
    let last = performance.now();
    let working = 0;
    // The last step that a frame has told.
    let told = from?.step ?? -1;
    const send = async () => {
      context.frame(await frame());
      told = run.step;
      last = performance.now();
    };
    if (from === undefined) await send();
    while (run.step < until) {
      const begun = performance.now();
      const seen = run.advance();
      if (run.seesPlainly && run.step - 1 > told) unread.push({ step: run.step - 1, seen });
      else tf.dispose(Object.values(seen));
      if (run.step < until && (kept.has(run.step) || performance.now() - last >= FRAME_MS)) await send();
      working += performance.now() - begun;
      try {
        await context.breathe();
      } catch (thrown) {
        // A pause keeps what was reached.
        if (run.step > told) await send();
        throw thrown;
      }
    }
    const result = await frame();
    return { frame: result, milliseconds: working };
  } finally {
    for (const { seen } of unread) tf.dispose([seen.logits, seen.scores]);
    synthesis?.dispose();
    tf.dispose([start, ...(guide ? [guide] : [])]);
  }
};

/** @throws KitError invalid-argument */
function startImages(network: Network, params: JobParams<'synthesis.run'>): tf.Tensor4D {
  const { settings, images, targets } = params;
  if (settings.start === 'image') {
    if (images === undefined) throw new KitError('invalid-argument', 'A start from an image needs the image.');
    const start = imageTensor(images);
    const count = targets?.length ?? start.shape[0];
    if (start.shape[0] === count || start.shape[0] !== 1) return start;
    // One image towards several classes.
    const copies = tf.tile(start, [count, 1, 1, 1]);
    start.dispose();
    return copies;
  }
  const [height, width, channels] = images ? images.shape.slice(1) : network.spec.inputShape;
  const shape = [targets?.length ?? 1, height!, width!, channels!] as const;
  return settings.start === 'grey' ? grey(shape) : noise(shape, settings.seed);
}

async function readPoints(points: Points, targets: readonly number[], classes: number): Promise<SynthesisPoint[]> {
  const n = targets.length;
  const [probabilities, scores] = tf.tidy(() => [
    tf.softmax(tf.concat(points.map(({ seen }) => seen.logits))),
    tf.concat(points.map(({ seen }) => seen.scores)),
  ]) as [tf.Tensor, tf.Tensor];
  try {
    const [p, s] = await Promise.all([probabilities.data(), scores.data()]);
    return points.map(({ step }, i) => ({
      step,
      scores: [...s.slice(i * n, (i + 1) * n)],
      probabilities: targets.map((target, k) => p[(i * n + k) * classes + target]!),
    }));
  } finally {
    tf.dispose([probabilities, scores]);
  }
}

export const attackImages: JobFunction<'synthesis.attack'> = async (params, context) => {
  const { network } = context.state.model(params.model);
  const images = imageTensor(params.images);
  const n = images.shape[0];
  const search = params.smallest === true;
  const attacks: Attack[] = [];
  const smallest: (number | null)[] = [];
  const tell = (share: number) => {
    if (context.due()) context.progress({ share });
  };
  const between = (overall: (share: number) => number) => async (share: number) => {
    tell(overall(share));
    await context.breathe();
  };
  try {
    const labels = params.labels ?? (await predictedClasses(network, images));
    // Where a smallest size is looked for as well, that is most of the work.
    const part = search ? 0.2 : 1;
    for (let at = 0; at < n; at += ATTACK_BATCH) {
      const count = Math.min(ATTACK_BATCH, n - at);
      const own = tf.slice(images, [at, 0, 0, 0], [count, -1, -1, -1]);
      try {
        const some = labels.slice(at, at + count);
        const step = between((share) => (part * (at + share * count)) / n);
        attacks.push(...(await attackSome(network, own, params.settings, some, step)));
      } finally {
        own.dispose();
      }
    }
    for (let i = 0; search && i < n; i += 1) {
      const own = tf.slice(images, [i, 0, 0, 0], [1, -1, -1, -1]);
      try {
        const step = between((share) => part + ((1 - part) * (i + share)) / n);
        const found = await smallestEpsilon(network, own, labels[i]!, params.settings, MOST_EPSILON, step);
        smallest.push(found ?? null);
      } finally {
        own.dispose();
      }
    }
    return { attacks, smallest, mostEpsilon: MOST_EPSILON };
  } finally {
    images.dispose();
  }
};

async function attackSome(
  network: Network,
  images: tf.Tensor4D,
  settings: AttackSettings,
  labels: readonly number[],
  between: (share: number) => Promise<void>,
): Promise<Attack[]> {
  const changed = await attack(network, images, settings, { labels }, between);
  const [change, before, after] = tf.tidy(() => [
    tf.sub(changed, images),
    tf.softmax(network.apply(images).logits),
    tf.softmax(network.apply(changed).logits),
  ]) as [tf.Tensor, tf.Tensor, tf.Tensor];
  try {
    const [pixels, delta, p, q] = await Promise.all(
      [changed, change, before, after].map((tensor) => tensor.data<'float32'>()),
    );
    const shape = images.shape.slice(1);
    const size = images.size / labels.length;
    const row = (data: Float32Array, i: number, length: number) => data.slice(i * length, (i + 1) * length);
    return labels.map((label, i) => {
      const own = row(delta!, i, size);
      const answer = [...row(q!, i, network.classes)];
      const said = answer.indexOf(Math.max(...answer));
      return {
        image: { data: row(pixels!, i, size), shape },
        perturbation: { data: own, shape },
        label,
        before: [...row(p!, i, network.classes)],
        after: answer,
        flipped: settings.target === undefined ? said !== label : said === settings.target,
        // Pixel values run over [-1, 1], a range of 2.
        linf: own.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 2,
        l2: Math.sqrt(own.reduce((sum, value) => sum + value * value, 0)) / 2,
      };
    });
  } finally {
    tf.dispose([changed, change, before, after]);
  }
}
