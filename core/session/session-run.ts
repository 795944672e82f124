/**
 * One run of training as its session sees it: prepared, driven until it is done, paused or failed, each word of the worker
 * put into the snapshot. Loaded with the first run; that there is one, and only one, is the session's business.
 */
import { KitError } from '../errors.js';
import type { JobResult, TrainFrame } from '../runtime/protocol.js';
import type { Evaluation, TrainProgress } from '../types.js';
import { courseOf } from './course.js';
import { appendPoints, truncate } from './history.js';
import type { SessionCore } from './parts.js';
import type { RunKeeper } from './run-keeper.js';
import type { RuntimeLease } from './runtimes.js';
import type { SessionData } from './session-data.js';
import type { SessionNetwork } from './session-network.js';
import type { SessionSnapshot } from './types.js';

/** A session as its run sees it. */
export interface RunHands extends SessionCore {
  /** Itself. */
  readonly session: object;
  readonly network: SessionNetwork;
  readonly data: SessionData;
  /** False once the network was given up for another: what then still comes in is about the past. */
  readonly current: () => boolean;
  /** Runtime, data (its first part) and network. */
  prepare(signal?: AbortSignal): Promise<RuntimeLease>;
  /** Goes over to another device after one was lost. */
  recoverDevice(): Promise<void>;
  /** Has the run kept, where the page asked for it. */
  keep(how: (keeper: RunKeeper) => void): void;
}

/** @throws KitError what the run failed with; it is in the snapshot too */
export async function drive(hands: RunHands, signal: AbortSignal, steps: number | undefined): Promise<void> {
  const { store, current, keep } = hands;
  if (!current()) return;
  const phase = (store.snapshot.download?.ready ?? false) ? 'preparing' : 'downloading';
  store.change({ error: undefined, notice: undefined, phase });
  try {
    for (;;) {
      try {
        await hands.prepare(signal);
        const result = await trainJob(hands, signal, steps);
        if (current()) store.change({ phase: result.done ? 'finished' : 'paused', step: result.step });
        keep((keeper) => keeper.save());
        return;
      } catch (thrown) {
        const error = KitError.from(thrown);
        if (error.code !== 'device-lost' || signal.aborted) throw error;
        await hands.recoverDevice();
      }
    }
  } catch (thrown) {
    if (current()) endWith(hands, KitError.from(thrown));
  }
}

export async function evaluate({ network, data, store, prepare }: RunHands): Promise<Evaluation> {
  const { client } = await prepare();
  const { evaluation, samples } = await client.run(
    'train.evaluate',
    { model: network.id, dataset: data.key },
    { priority: 'gesture' },
  ).result;
  store.change({ evaluations: withEvaluation(store.snapshot.evaluations, evaluation), samples });
  return evaluation;
}

/** What a failure or a cancel leaves: a paused run where there is one, or the element as it was. */
function endWith({ store, keep }: RunHands, error: KitError): void {
  if (error.code === 'aborted') {
    store.change({ phase: store.snapshot.step > 0 ? 'paused' : 'idle' });
    keep((keeper) => keeper.save());
    return;
  }
  store.change({ phase: 'failed', error });
  throw error;
}

async function trainJob(
  hands: RunHands,
  signal: AbortSignal,
  steps: number | undefined,
): Promise<JobResult<'train.run'>> {
  const { network, data, store, current } = hands;
  const { client } = await hands.runtime();
  checkClasses(store.snapshot);
  const { config } = store.snapshot;
  const params = { model: network.id, dataset: data.key, config, ...(steps === undefined ? {} : { steps }) };
  return courseOf(hands.session)(client, params, {
    signal,
    priority: 'background',
    onProgress: (progress) => current() && onProgress(hands, progress),
    onFrame: (frame) => current() && onFrame(hands, frame),
  });
}

function onProgress({ store }: RunHands, progress: TrainProgress): void {
  store.change({
    phase: 'running',
    step: progress.step,
    progress,
    points: appendPoints(store.snapshot.points, progress.points),
  });
}

function onFrame({ store, keep }: RunHands, frame: TrainFrame): void {
  const { points, evaluations } = store.snapshot;
  if (frame.kind === 'seen') store.change({ phase: 'running', seen: frame.batch });
  if (frame.kind === 'evaluation') {
    store.change({ evaluations: withEvaluation(evaluations, frame.evaluation), samples: frame.samples });
    keep((keeper) => keeper.saveNowAndThen());
  }
  if (frame.kind === 'rollback') {
    store.change({
      step: frame.step,
      points: truncate(points, frame.step),
      evaluations: truncate(evaluations, frame.step),
    });
  }
}

function checkClasses({ classNames, dataset }: SessionSnapshot): void {
  const [outputs, classes] = [classNames.length, dataset.classNames.length];
  if (outputs === classes) return;
  throw new KitError(
    'invalid-argument',
    `The network tells ${outputs} classes apart, but ${dataset.name} has ${classes}: it can be asked, not trained on that.`,
  );
}

function withEvaluation(evaluations: readonly Evaluation[], added: Evaluation): readonly Evaluation[] {
  return [...evaluations.filter(({ step }) => step < added.step), added];
}
