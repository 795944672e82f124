/** What the parts of the panel draw from, and what they may ask for. Data only. */
import type { DistillationRule, DistillationSnapshot, SessionSettings, SessionSnapshot } from '../../core/index.js';
import type { Picked } from '../shared/image-picker.js';
import type { Results } from './results.js';

/** What a network says of the chosen image. */
export interface Said {
  readonly picked: Picked;
  /** A number a class, up to a constant that no softmax shows. */
  readonly logits: readonly number[];
  /** Steps that the network had learnt. */
  readonly step: number;
}

export interface View {
  readonly teacher: SessionSnapshot;
  readonly student: SessionSnapshot;
  readonly control: SessionSnapshot;
  readonly lessons: DistillationSnapshot;
  /** T as the slider stands; the run takes it over when the slider rests. */
  readonly temperature: number;
  /** The image that is looked at, once it is here. */
  readonly picked: Picked | undefined;
  readonly teacherSaid: Said | undefined;
  readonly studentSaid: Said | undefined;
  /** Live where there is a run, else ready, else what is known from arithmetic. */
  readonly results: Results | undefined;
}

/** Once what makes results is here. */
export type LessonView = View & { readonly results: Results };

/** What the panel can ask of its models on a reader's behalf. */
export interface Actions {
  train(): void;
  pause(): void;
  step(): void;
  reset(): void;
  /** First weights again, then train. */
  trainAgain(): void;
  /** Other settings of both students; true if they were taken. */
  configure(settings: Partial<SessionSettings>): boolean;
  /** T, form or weight of the teacher's part. */
  teach(rule: Partial<DistillationRule>): void;
  separateCrops(separate: boolean): void;
  /** Looks at another temperature without asking the run to. */
  look(temperature: number): void;
  pick(picked: Picked): void;
  /** A network that ships, by name. */
  chooseTeacher(name: string): void;
  /** model.json with its weights, or a zip archive. */
  importTeacher(files: readonly File[]): void;
}
