import { acquireSession, configure, KitError } from 'convnet-elements';
import { register } from 'convnet-elements/all';
import 'convnet-elements/define/model-trainer';

configure({ backend: 'wasm' });
register({ prefix: 'kit' });

const trainer = document.createElement('model-trainer');
trainer.width = 0.5;
trainer.addEventListener('train-progress', (event) => event.loss.toFixed(2));
// @ts-expect-error: no such recipe
trainer.recipe = 'slow';
// @ts-expect-error: events of a run have no such member
trainer.addEventListener('train-end', (event) => event.loss);

const { session, release } = acquireSession('mine', { width: 0.5 });
session.train().catch((error: unknown) => error instanceof KitError && error.code === 'aborted');
release();
