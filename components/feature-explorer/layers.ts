/** The layers of a network that a reader can choose: each with the normalisation and the rectifier that follow it. */
import { analyse, layerRows } from '../../core/index.js';
import type { ArchitectureSpec, LayerAnalysis } from '../../core/index.js';

export interface LayerChoice {
  /** As readers call it: the first of its layers. */
  readonly name: string;
  /** The layer whose output is shown. */
  readonly shown: LayerAnalysis;
  /** The layer that holds the kernel, if any does. */
  readonly kernel: string;
  readonly channels: number;
  /** [height, width]; 1 × 1 where it has no positions. */
  readonly size: readonly [number, number];
  /** What it shows is what a rectifier lets through: a channel of nothing but zeros is a dead filter. */
  readonly rectified: boolean;
}

const known = new WeakMap<ArchitectureSpec, readonly LayerChoice[]>();

/** In the order of the network; the last of a row's layers is what is shown. */
export function layersOf(spec: ArchitectureSpec): readonly LayerChoice[] {
  let choices = known.get(spec);
  if (choices === undefined) {
    choices = layerRows(analyse(spec))
      .filter(
        ({ error, head }) => error === undefined && head.layer.type !== 'dropout' && head.layer.type !== 'rescaling',
      )
      .map(({ name, head, members }) => choiceOf(name, members.at(-1)!, head.name));
    known.set(spec, choices);
  }
  return choices;
}

function choiceOf(name: string, shown: LayerAnalysis, kernel: string): LayerChoice {
  const { outputShape } = shown;
  const [height = 1, width = 1] = outputShape.length === 3 ? outputShape : [];
  const rectified = shown.layer.type === 'relu' || shown.layer.type === 'relu6';
  return { name, shown, kernel, channels: outputShape.at(-1)!, size: [height, width], rectified };
}

/**
 * The layer of that name, or of a layer within its row; where nobody says, one that sees parts of things: a third of the
 * way through those that make maps.
 */
export function layerNamed(choices: readonly LayerChoice[], name: string | undefined): LayerChoice | undefined {
  if (name === undefined) {
    const maps = choices.filter(({ size: [height, width] }) => height * width > 1);
    return maps[Math.floor(maps.length / 3)] ?? choices[0];
  }
  return choices.find((choice) => choice.name === name || choice.shown.name === name || choice.kernel === name);
}
