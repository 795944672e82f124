/** What a page can hear of the quiz. Apart from the other events, because the quiz loads apart. */
import { KitEvent } from '../shared/events.js';

/** The reader answered a question of the quiz. */
export class QuizAnswerEvent extends KitEvent {
  static readonly eventName = 'quiz-answer';
  readonly network: string;
  readonly layer: string;
  /** What was asked for: "parameters", "multiply–adds" … */
  readonly asked: string;
  readonly given: number;
  readonly expected: number;

  constructor(network: string, layer: string, asked: string, given: number, expected: number) {
    super(QuizAnswerEvent.eventName);
    this.network = network;
    this.layer = layer;
    this.asked = asked;
    this.given = given;
    this.expected = expected;
  }

  get correct(): boolean {
    return this.given === this.expected;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'quiz-answer': QuizAnswerEvent;
  }
}
