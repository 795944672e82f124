/**
 * Every element of the kit: importing this registers their tags, each only if it is free. For a page where one of them
 * is not, `register({prefix})` offers the same elements under names of its own.
 */
import './class-maximiser/define.js';
import { ClassMaximiser } from './class-maximiser/class-maximiser.js';
import './crop-robustness-plot/define.js';
import { CropRobustnessPlot } from './crop-robustness-plot/crop-robustness-plot.js';
import './feature-explorer/define.js';
import { FeatureExplorer } from './feature-explorer/feature-explorer.js';
import './model-trainer/define.js';
import { ModelTrainer } from './model-trainer/model-trainer.js';
import './param-counter/define.js';
import { ParamCounter } from './param-counter/param-counter.js';
import './distill-panel/define.js';
import { DistillPanel } from './distill-panel/distill-panel.js';
import './saliency-map/define.js';
import { SaliencyMap } from './saliency-map/saliency-map.js';
import { defineAlias } from './shared/define.js';

const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  'class-maximiser': ClassMaximiser,
  'crop-robustness-plot': CropRobustnessPlot,
  'feature-explorer': FeatureExplorer,
  'model-trainer': ModelTrainer,
  'param-counter': ParamCounter,
  'distill-panel': DistillPanel,
  'saliency-map': SaliencyMap,
};

/**
 * Registers every element a second time as `<prefix>-<tag>`, where that is free.
 * @returns the tags that were registered
 */
export function register({ prefix }: { readonly prefix: string }): string[] {
  return Object.entries(ELEMENTS).flatMap(([tag, constructor]) => {
    const name = `${prefix}-${tag}`;
    return defineAlias(name, constructor) ? [name] : [];
  });
}

export { ClassMaximiser, CropRobustnessPlot, DistillPanel, FeatureExplorer, ModelTrainer, ParamCounter, SaliencyMap };
export { KitErrorEvent } from './shared/events.js';
export { MaximiserChangeEvent, SynthesisEndEvent, SynthesisFrameEvent } from './class-maximiser/events.js';
export { SurveyEvent, SweepChangeEvent, SweepEvent } from './crop-robustness-plot/events.js';
export { ActivationEvent, EmbeddingEvent, FeatureChangeEvent } from './feature-explorer/events.js';
export { TrainEndEvent, TrainProgressEvent, TrainStartEvent } from './shared/train-events.js';
export { QuizAnswerEvent } from './param-counter/quiz-event.js';
export { LayerSelectEvent, SettingsChangeEvent } from './param-counter/events.js';
export { DistillResultEvent } from './distill-panel/events.js';
export { AttributionEvent, QuestionChangeEvent } from './saliency-map/events.js';
