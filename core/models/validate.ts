/**
 * Turns an architecture into a network's plan, or says in words at which layer it fails. The only door between plain
 * data of unknown origin and the code that allocates tensors.
 */
import { outputShape, type Shape } from '../analysis/shapes.js';
import { count, shapeText } from '../analysis/words.js';
import { KitError } from '../errors.js';
import type { ArchitectureSpec, LayerSpec } from '../types.js';
import { badSpec, type GraphNode, INPUT, resolveGraph } from './graph.js';
import { type WeightDefinition, weightDefinitions } from './weights.js';

/** Beyond this many numbers (400 MB of weights, as much again per optimiser slot) no page could hold the network. */
const MAX_WEIGHTS = 100_000_000;

export interface PlannedLayer extends GraphNode {
  /** Shape of one example's output at the architecture's own input size. */
  readonly outputShape: Shape;
  readonly weights: readonly WeightDefinition[];
}

/**
 * @throws KitError bad-spec for a graph or sizes that do not fit, unsupported-layer for what can be counted but does not
 *   run here; both name the layer
 */
export function planNetwork(spec: ArchitectureSpec): readonly PlannedLayer[] {
  const graph = resolveGraph(spec);
  const imageShape: unknown = spec.inputShape;
  if (
    !Array.isArray(imageShape) ||
    imageShape.length !== 3 ||
    !imageShape.every((length) => Number.isInteger(length) && length >= 1)
  ) {
    throw new KitError(
      'bad-spec',
      `The architecture needs inputShape as [height, width, channels], not ${JSON.stringify(imageShape)}.`,
    );
  }
  for (const { layer, inputs } of graph) checkRuns(layer, inputs.length);
  const shapes = inferShapes(graph, imageShape as number[]);
  checkEnd(graph[graph.length - 1]!.layer, shapes[shapes.length - 1]!);
  let total = 0;
  return graph.map((node, index) => {
    const first = node.inputs[0]!;
    const weights = weightDefinitions(node.layer, first === INPUT ? (imageShape as number[]) : shapes[first]!);
    for (const { shape } of weights) total += shape.reduce((product, length) => product * length, 1);
    if (total > MAX_WEIGHTS) {
      badSpec(node.layer, `takes the network past ${count(MAX_WEIGHTS)} weights, more than a page can hold`);
    }
    return { ...node, outputShape: shapes[index]!, weights };
  });
}

/**
 * Output shapes of all layers for images of the given size, in the order of the graph.
 * @throws KitError bad-spec at the first layer that the size does not suit
 */
export function inferShapes(graph: readonly GraphNode[], imageShape: Shape): readonly Shape[] {
  const shapes: Shape[] = [];
  for (const { layer, inputs } of graph) {
    shapes.push(
      outputShape(
        layer,
        inputs.map((source) => (source === INPUT ? imageShape : shapes[source]!)),
      ),
    );
  }
  return shapes;
}

/** Refuses what arithmetic can count but the graph does not run, and options out of range. */
function checkRuns(layer: LayerSpec, inputCount: number): void {
  const merges = layer.type === 'add' || layer.type === 'multiply' || layer.type === 'concatenate';
  if (merges ? inputCount < 2 : inputCount !== 1) {
    badSpec(layer, `takes ${merges ? 'two inputs or more' : 'one input'}, not ${inputCount}`);
  }
  switch (layer.type) {
    case 'locallyConnected2d':
    case 'scaleShift':
    case 'localResponseNorm':
      return unsupported(layer, `is of type ${layer.type}, which is counted but does not run here`);
    case 'conv2d':
      if ((layer.groups ?? 1) !== 1) unsupported(layer, 'has channel groups, which do not run here');
      return;
    case 'maxPool2d':
    case 'averagePool2d':
      if (layer.ceilMode) unsupported(layer, 'rounds its output size up, which does not run here');
      if (Array.isArray(layer.padding)) {
        unsupported(layer, 'pads by explicit amounts; pooling runs with "same" or "valid" here');
      }
      return;
    case 'batchNorm': {
      const { epsilon = 1e-3, momentum = 0.99 } = layer;
      if (!(epsilon > 0)) badSpec(layer, `needs an epsilon above 0, not ${epsilon}`);
      if (!(momentum >= 0 && momentum < 1)) badSpec(layer, `needs a momentum in [0, 1), not ${momentum}`);
      return;
    }
    case 'dropout': {
      const { rate = 0 } = layer;
      if (!(rate >= 0 && rate < 1)) badSpec(layer, `needs a rate in [0, 1), not ${rate}`);
      return;
    }
    case 'leakyRelu':
      if (!Number.isFinite(layer.alpha ?? 0.3)) badSpec(layer, `needs a finite alpha, not ${layer.alpha}`);
      return;
  }
}

function checkEnd(last: LayerSpec, logits: Shape): void {
  if (logits.length !== 1) {
    badSpec(last, `is the last layer and gives ${shapeText(logits)}; a classifier ends in one number per class`);
  }
  if (last.type === 'softmax') {
    badSpec(last, 'is the last layer; leave it out: a network ends in logits, whose softmax is taken where needed');
  }
}

function unsupported(layer: LayerSpec, problem: string): never {
  throw new KitError('unsupported-layer', `“${layer.name}” ${problem}.`, { layer: layer.name });
}
