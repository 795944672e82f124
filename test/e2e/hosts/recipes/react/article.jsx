import { useState } from 'react';
import { ModelTrainer } from 'convnet-elements/react';

export function Article() {
  const [loss, setLoss] = useState();
  const [seed, setSeed] = useState(1);
  return (
    <article>
      <button id="reseed" onClick={() => setSeed(seed + 1)}>
        Other first weights
      </button>
      <ModelTrainer width={0.05} batchSize={8} seed={seed} onTrainProgress={(event) => setLoss(event.loss)}>
        This figure needs JavaScript.
      </ModelTrainer>
      <output>{loss === undefined ? 'no step yet' : loss.toFixed(3)}</output>
    </article>
  );
}
