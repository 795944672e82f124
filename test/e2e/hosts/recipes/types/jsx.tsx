import 'convnet-elements/jsx';

export const good = (
  <model-trainer
    model="mine"
    width={0.5}
    batch-size="8"
    recipe="quick"
    className="wide"
    ontrain-progress={(event) => event.loss.toFixed(2)}
  >
    <h2 slot="heading">Title</h2>
  </model-trainer>
);
// @ts-expect-error: no such recipe
export const badValue = <model-trainer recipe="slow" />;
// @ts-expect-error: no such attribute
export const badName = <saliency-map colour="red" />;
// @ts-expect-error: the end of a run has no loss
export const badEvent = <model-trainer ontrain-end={(event) => event.loss} />;
