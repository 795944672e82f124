/**
 * What three networks came to: costs, accuracies, how far they agree, the difference that the teacher made. From a live
 * run, or from what trained networks say of themselves. Data in, data out.
 */
import {
  agreement,
  analyse,
  calibrate,
  comparePaired,
  KitError,
  readArchitecture,
  rightAnswers,
  unpackRight,
} from '../../core/index.js';
import type {
  ArchitectureFile,
  ArchitectureSpec,
  Calibration,
  DistillationSnapshot,
  PairedComparison,
  SessionSnapshot,
} from '../../core/index.js';
import { networkName } from '../shared/network-words.js';
import { readyNames } from './options.js';

/** A network's column of the bill; what nobody has measured is undefined. */
export interface Column {
  readonly name: string;
  readonly parameters: number;
  /** Multiply–adds of one image, without biases and batch normalisation. */
  readonly multiplyAdds: number;
  /** Of an image on this device. */
  readonly milliseconds?: number | undefined;
  /** Share of right answers. */
  readonly accuracy?: number | undefined;
  readonly perClass?: readonly number[] | undefined;
  /** Share of images on which it says what its teacher says. */
  readonly agreement?: number | undefined;
  /** Expected calibration error, and the diagram where single answers are known. */
  readonly calibrationError?: number | undefined;
  readonly calibration?: Calibration | undefined;
}
export interface Results {
  /** ready: shipped with the networks · live: of this page's run · none: nobody has trained yet */
  readonly source: 'ready' | 'live' | 'none';
  /** Which images: "10,000 test images", "1,000 held-out images, after step 640". */
  readonly images: string;
  readonly teacher: Column;
  readonly student: Column;
  /** The same student alone. */
  readonly control: Column;
  /** Student against control. */
  readonly comparison: PairedComparison | undefined;
}

/** Of the three live models as they stand. */
export function liveResults(
  { teacher, student, control }: { teacher: SessionSnapshot; student: SessionSnapshot; control: SessionSnapshot },
  lessons: DistillationSnapshot,
): Results {
  const { labels } = lessons;
  const column = (snapshot: SessionSnapshot, look: DistillationSnapshot['teacher'], name: string): Column => {
    const cost = costOf(snapshot.spec);
    if (!look || !labels) return { name, ...cost };
    const { evaluation, answers } = look;
    const right = rightAnswers(answers.predicted, labels);
    const calibration = calibrate(answers.confidence, right);
    return {
      name,
      ...cost,
      milliseconds: answers.milliseconds,
      accuracy: evaluation.accuracy,
      perClass: evaluation.perClass,
      agreement:
        lessons.teacher && look !== lessons.teacher
          ? agreement(answers.predicted, lessons.teacher.answers.predicted)
          : undefined,
      calibrationError: calibration.error,
      calibration,
    };
  };
  const right = (look: DistillationSnapshot['student']) => rightAnswers(look!.answers.predicted, labels!);
  const learnt = lessons.student && lessons.control && labels;
  return {
    source: learnt ? 'live' : 'none',
    images: learnt
      ? `${labels.length.toLocaleString('en')} held-out images, after step ${lessons.student.evaluation.step.toLocaleString('en')}`
      : '',
    teacher: column(teacher, lessons.teacher, networkName(teacher)),
    student: column(student, lessons.student, networkName(student)),
    control: column(control, lessons.control, networkName(student)),
    comparison: learnt ? comparePaired(right(lessons.student), right(lessons.control)) : undefined,
  };
}

/**
 * Of networks that were trained and measured elsewhere: read from their model.json files, no weights are downloaded.
 * @param names teacher, student, the same student alone: shipped networks or addresses, separated by spaces
 * @returns undefined where they are not there, or do not say what they were measured on
 */
export async function readyResults(names: string, signal: AbortSignal): Promise<Results | undefined> {
  let files: readonly ArchitectureFile[];
  try {
    files = await Promise.all(readyNames(names).map((name) => readArchitecture(name, { signal })));
  } catch (thrown) {
    if (KitError.from(thrown).code === 'aborted') throw thrown;
    return undefined;
  }
  const [teacher, student, control] = files.map(measured);
  if (!teacher || !student?.right || !control?.right || student.right.length !== control.right.length) return undefined;
  return {
    source: 'ready',
    images: `${student.right.length.toLocaleString('en')} test images`,
    teacher: teacher.column,
    student: student.column,
    control: control.column,
    comparison: comparePaired(student.right, control.right),
  };
}

interface Measured {
  readonly column: Column;
  readonly right: readonly boolean[] | undefined;
}

/** What a file says of itself; undefined for one that says no accuracy. */
function measured({ spec, metadata }: ArchitectureFile): Measured | undefined {
  const accuracy = record(metadata['accuracy']);
  const calibration = record(metadata['calibration']);
  const overall = accuracy?.['overall'];
  if (typeof overall !== 'number') return undefined;
  const packed = accuracy?.['right'];
  const ece = calibration?.['ece'];
  const { perClass } = accuracy as { perClass?: readonly number[] };
  const name = metadata['network'];
  return {
    column: {
      name: typeof name === 'string' ? name : (spec.title ?? spec.name),
      ...costOf(spec),
      accuracy: overall,
      perClass: Array.isArray(perClass) ? perClass : undefined,
      calibrationError: typeof ece === 'number' ? ece : undefined,
    },
    right: typeof packed === 'string' ? unpackRight(packed, imagesIn(packed, accuracy?.['images'])) : undefined,
  };
}

/** The number that the file names ("the 10,000 test images of …"), else as many as the bits fill. */
function imagesIn(packed: string, images: unknown): number {
  const named = typeof images === 'string' ? Number(/[\d,]+/.exec(images)?.[0].replaceAll(',', '')) : NaN;
  return named > 0 ? named : Math.floor((packed.replace(/=*$/, '').length * 6) / 8) * 8;
}

const record = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;

const costs = new WeakMap<ArchitectureSpec, { readonly parameters: number; readonly multiplyAdds: number }>();

function costOf(spec: ArchitectureSpec): { readonly parameters: number; readonly multiplyAdds: number } {
  let cost = costs.get(spec);
  if (!cost) {
    const { trainable, macs } = analyse(spec);
    costs.set(spec, (cost = { parameters: trainable, multiplyAdds: macs }));
  }
  return cost;
}
