import { useRef } from 'react';
import { ModelTrainer, SaliencyMap } from 'convnet-elements/react';
import type { ModelTrainer as Trainer } from 'convnet-elements/components/model-trainer';

export function Article() {
  const trainer = useRef<Trainer>(null);
  return (
    <>
      <button onClick={() => trainer.current?.train()}>Train</button>
      <ModelTrainer ref={trainer} width={0.5} className="wide" onTrainEnd={(event) => event.reason.length} />
      <SaliencyMap src="baseline-slim" method="grad-cam" onAttribution={(event) => event.attribution.map.data.length} />
      {/* @ts-expect-error: no such method */}
      <SaliencyMap method="guess" />
      {/* @ts-expect-error: width is a number */}
      <ModelTrainer width="wide" />
    </>
  );
}
