/** A trainer over a model in memory, in a box of some width. */
import { fixture, html } from '@open-wc/testing';
import '../../../components/model-trainer/define.js';
import type { ModelTrainer } from '../../../components/model-trainer/model-trainer.js';
import type { KitEvent } from '../../../components/shared/events.js';
import type { FakeSession } from '../../../stories/support/fake-session.js';
import { samplePictures } from '../../../stories/support/sample-pictures.js';
import { sampleSession, type StateName } from '../../../stories/support/sample-states.js';
import { settled } from '../shared/element-tools.js';

export interface Bench {
  readonly trainer: ModelTrainer;
  readonly session: FakeSession;
  /** Every event of the kit that left the element. */
  readonly events: KitEvent[];
}

const EVENTS = ['train-start', 'train-progress', 'train-end', 'kit-error'] as const;

/** A trainer in that state, drawn. */
export async function bench(state: StateName, { width = 720 }: { width?: number } = {}): Promise<Bench> {
  const session = sampleSession(state, await samplePictures());
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.style.width = `${width}px`;
  const events: KitEvent[] = [];
  for (const type of EVENTS) box.addEventListener(type, (event) => events.push(event));
  const trainer = document.createElement('model-trainer');
  trainer.session = session;
  box.append(trainer);
  await settled(trainer);
  return { trainer, session, events };
}
