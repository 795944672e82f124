/** What a server sends: run in Node, without a DOM. */
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { ModelTrainer, SaliencyMap } from 'convnet-elements/react';

const noHandler = () => {};
process.stdout.write(
  renderToString(
    createElement(ModelTrainer, { width: 0.5, batchSize: 8, autoplay: false, onTrainEnd: noHandler }, 'a'),
  ) + renderToString(createElement(SaliencyMap, { src: 'baseline-slim', overlay: true, className: 'wide' })),
);
