/**
 * What the panel asks of its networks, one answer kept up to date for each: the image, what the teacher says of it, what
 * the student says. It decides what is asked, not when: that is the job controller's.
 */
import type { ReactiveControllerHost } from 'lit';
import type { KitError, ModelSession, PlainTensor } from '../../core/index.js';
import { identity } from '../shared/identity.js';
import type { Picked } from '../shared/image-picker.js';
import { heldOutImages } from '../shared/images.js';
import { JobController, type JobRun } from '../shared/job-controller.js';
import type { Said } from './view.js';

export interface Asker {
  teacher(): ModelSession | undefined;
  student(): ModelSession | undefined;
  /** Number of a held-out image, or the picture itself. */
  image(): number | Picked;
  looked(): boolean;
  failed(error: KitError): void;
}

export class Questions {
  readonly image: JobController<Picked>;
  readonly teacher: JobController<Said>;
  readonly student: JobController<Said>;
  readonly #asker: Asker;

  constructor(host: ReactiveControllerHost, asker: Asker) {
    this.#asker = asker;
    const looked = () => asker.looked() && asker.student() !== undefined;
    const failed = (error: KitError) => asker.failed(error);
    this.image = new JobController<Picked>(host, {
      key: () => this.#imageKey(),
      subject: () => '',
      run: (job) => this.#fetch(job),
      looked,
      follows: () => false,
      failed,
    });
    const said = (session: () => ModelSession | undefined) =>
      new JobController<Said>(host, {
        key: () => {
          const picked = this.image.current;
          const { spec, source, settings } = session()?.snapshot ?? {};
          return (
            picked && spec && `${identity(picked)} ${source?.name} ${settings!.seed} ${spec.name} ${session()!.name}`
          );
        },
        subject: () => String(session()?.snapshot.step),
        run: (job) => ask(session()!, this.image.current!, job),
        looked,
        follows: () => true,
        failed,
      });
    this.teacher = said(() => asker.teacher());
    this.student = said(() => asker.student());
  }

  /** What follows waits for a reader. */
  gesture(): void {
    for (const job of [this.image, this.teacher]) job.gesture();
  }

  retry(): void {
    for (const job of [this.image, this.teacher, this.student]) job.retry();
  }

  #imageKey(): string | undefined {
    const session = this.#asker.student();
    if (session === undefined) return undefined;
    const image = this.#asker.image();
    return typeof image === 'object' ? `own ${identity(image)}` : `${image} ${session.snapshot.dataset.name}`;
  }

  #fetch(job: JobRun): Promise<Picked> {
    const image = this.#asker.image();
    if (typeof image === 'object') return Promise.resolve(image);
    return heldOutImages(this.#asker.student()!, [image], job).then(([picked]) => picked!);
  }
}

/** Softmax forgets a constant in the logits, and so does everything that is made of them here. */
async function ask(session: ModelSession, picked: Picked, { signal, priority }: JobRun): Promise<Said> {
  const { step } = session.snapshot;
  const image = await asItTakes(session, picked, { signal, priority });
  const images = { data: image.data.slice(), shape: [1, ...image.shape] };
  const { data } = await session.ask('model.predict', { images }, { signal, priority });
  return { picked, logits: centredLogs(data), step };
}

async function asItTakes(
  session: ModelSession,
  { pixels }: Picked,
  options: Pick<JobRun, 'signal' | 'priority'>,
): Promise<PlainTensor<Uint8Array>> {
  const { source } = session.snapshot;
  if (source !== undefined && source.status !== 'ready') await session.load();
  const [height, width] = session.snapshot.spec.inputShape;
  if (pixels.shape[0] === height && pixels.shape[1] === width) return pixels;
  const { resized } = await import('../shared/fit-picture.js');
  return resized(session, pixels, [height, width], options);
}

/** The smallest float32 that is no zero: what a probability below it is taken for. */
const LEAST = 1e-38;

/** Logits of mean zero that give these probabilities. */
function centredLogs(probabilities: ArrayLike<number>): number[] {
  const logs = Array.from(probabilities, (p) => Math.log(Math.max(p, LEAST)));
  const mean = logs.reduce((sum, z) => sum + z, 0) / logs.length;
  return logs.map((z) => z - mean);
}
