/**
 * Who feeds whom in a model file: Sequential and Functional models as Keras 2, Keras 3 and TensorFlow.js write them,
 * nested ones laid flat, as one list in the order in which layers are computed. What a layer means is not looked at.
 */
import { KitError } from '../../errors.js';
import { INPUT, INPUT_NAME } from '../graph.js';
import { tensorNames } from './inbound.js';
import { field, isObject, type JsonObject, shown } from './json.js';
import { LayerConfig } from './layer-config.js';
import { MAX_LAYERS, MAX_NAME, MAX_NESTING } from './limits.js';
import { inOrder, leadingTo } from './order.js';

export interface FileLayer {
  /** Unique, and fit for a spec. */
  readonly name: string;
  /** As the file has it, by which its weights are found. */
  readonly fileName: string;
  readonly className: string;
  readonly config: LayerConfig;
  /** Indices of the layers that feed this one, INPUT for the image. */
  readonly inputs: readonly number[];
  /** Name of the nested model that it comes from. */
  readonly block: string | undefined;
  /** Why it cannot stand where it stands; the rest is still read. */
  readonly problem: KitError | undefined;
}

export interface FileGraph {
  readonly name: string;
  /** [height, width, channels] of the image; null where the file leaves a size open. */
  readonly inputShape: readonly [number | null, number | null, number];
  /** In topological order; all lead to the output. */
  readonly layers: readonly FileLayer[];
  /** Index of the layer that gives the result. */
  readonly output: number;
}

const MODELS = ['Sequential', 'Functional', 'Model'];

/**
 * @param json a model.json, or what Keras's `to_json()` gives
 * @throws KitError bad-spec: no such file, no layers, cycles, several inputs or outputs, an input that is no image
 */
export function readTopology(json: unknown): FileGraph {
  const format = field(json, 'format');
  if (format === 'graph-model') {
    throw new KitError(
      'bad-spec',
      'This is a TensorFlow.js graph model, which has operations instead of layers. Save it as a layers model.',
    );
  }
  const saved = field(json, 'modelTopology') ?? json;
  const model = field(saved, 'model_config') ?? saved;
  if (typeof field(model, 'class_name') !== 'string') {
    throw new KitError('bad-spec', 'This JSON describes no model: it lacks modelTopology with a class_name.');
  }
  const reader = new TopologyReader();
  const output = reader.readModel(model, undefined, [], 0);
  if (output === INPUT) throw new KitError('bad-spec', 'The model gives back its input: it has no layers.');
  const { layers, position } = leadingTo(output, reader.layers);
  const name = field(field(model, 'config'), 'name');
  return {
    name: typeof name === 'string' && name !== '' ? name.slice(0, MAX_NAME) : 'model',
    inputShape: reader.imageShape(),
    layers,
    output: position,
  };
}

/** One entry of a model's list of layers. */
export interface Entry {
  readonly name: string;
  readonly className: string;
  readonly config: unknown;
  readonly json: JsonObject;
}

class TopologyReader {
  readonly layers: FileLayer[] = [];
  private shape: unknown;
  private readonly taken = new Set<string>([INPUT_NAME]);
  private readonly copies = new Map<string, number>();

  /** @returns index of the layer that gives the model's result. */
  readModel(model: unknown, block: string | undefined, inputs: readonly number[] | [], depth: number): number {
    const kind = field(model, 'class_name');
    if (depth > MAX_NESTING) throw new KitError('bad-spec', `Models are nested more than ${MAX_NESTING} deep.`);
    if (typeof kind !== 'string' || !MODELS.includes(kind)) {
      throw new KitError(
        'bad-spec',
        `The model is of the class ${shown(kind)}; only Sequential and Functional models say how their layers connect.`,
      );
    }
    const config = field(model, 'config');
    const list = Array.isArray(config) ? config : field(config, 'layers');
    if (!Array.isArray(list) || list.length === 0) throw new KitError('bad-spec', 'The model has no list of layers.');
    if (this.layers.length + list.length > MAX_LAYERS) {
      throw new KitError('bad-spec', `The model has more than ${MAX_LAYERS.toLocaleString('en-US')} layers.`);
    }
    const entries = list.map(readEntry);
    const sources = inputs.length > 0 ? inputs : [INPUT];
    if (kind === 'Sequential') {
      this.noteShape(field(config, 'build_input_shape'));
      return this.readSequence(entries, sources, block, depth);
    }
    return this.readGraph(entries, config, sources, block, depth);
  }

  /** @throws KitError bad-spec where the input is no image */
  imageShape(): FileGraph['inputShape'] {
    const { shape } = this;
    const sides = Array.isArray(shape) ? shape.slice(1) : [];
    const isOpen = (side: unknown) => side === null || (Number.isInteger(side) && (side as number) >= 1);
    if (sides.length !== 3 || !sides.every(isOpen) || sides[2] === null) {
      throw new KitError(
        'bad-spec',
        `The model's input has the shape ${shown(shape)}; an image is [null, height, width, channels].`,
      );
    }
    return sides as [number | null, number | null, number];
  }

  private readSequence(
    entries: readonly Entry[],
    inputs: readonly number[],
    block: string | undefined,
    depth: number,
  ): number {
    if (inputs.length !== 1) throw new KitError('bad-spec', 'A Sequential model takes one input.');
    let current = inputs[0]!;
    for (const entry of entries) {
      if (current === INPUT) this.noteShapeOf(entry);
      if (entry.className !== 'InputLayer') current = this.add(entry, [current], block, depth);
    }
    return current;
  }

  private readGraph(
    entries: readonly Entry[],
    config: unknown,
    inputs: readonly number[],
    block: string | undefined,
    depth: number,
  ): number {
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    if (byName.size < entries.length) throw new KitError('bad-spec', 'Two layers of the model have the same name.');
    const inputNames = tensorNames(field(config, 'input_layers'), 'input_layers');
    const outputNames = tensorNames(field(config, 'output_layers'), 'output_layers');
    if (inputNames.length !== inputs.length) {
      throw new KitError('bad-spec', `The model has ${inputNames.length} inputs; an image classifier has one.`);
    }
    if (outputNames.length !== 1) {
      throw new KitError('bad-spec', `The model has ${outputNames.length} outputs; a classifier has one.`);
    }
    const results = new Map<string, number>();
    inputNames.forEach((name, i) => {
      const entry = byName.get(name);
      if (!entry)
        throw new KitError('bad-spec', `The model's input “${name.slice(0, MAX_NAME)}” is not among its layers.`);
      if (inputs[i] === INPUT) this.noteShapeOf(entry);
      // Keras wraps a first layer that is not an InputLayer in one; older files may start with any layer.
      if (entry.className === 'InputLayer') results.set(name, inputs[i]!);
      else results.set(name, this.add(entry, [inputs[i]!], block, depth));
    });
    for (const { entry, sources, problem } of inOrder(entries, results)) {
      const from = sources.map((source) => results.get(source)!);
      results.set(entry.name, this.add(entry, from, block, depth, problem));
    }
    const output = results.get(outputNames[0]!);
    if (output === undefined) {
      throw new KitError(
        'bad-spec',
        `The model's output “${outputNames[0]!.slice(0, MAX_NAME)}” is not among its layers.`,
      );
    }
    return output;
  }

  private add(
    entry: Entry,
    inputs: readonly number[],
    block: string | undefined,
    depth: number,
    problem?: KitError,
  ): number {
    if (MODELS.includes(entry.className)) {
      return this.readModel(entry.json, block ?? this.cleaned(entry.name), inputs, depth + 1);
    }
    if (this.layers.length >= MAX_LAYERS) {
      throw new KitError('bad-spec', `The model has more than ${MAX_LAYERS.toLocaleString('en-US')} layers.`);
    }
    const name = this.unique(this.cleaned(entry.name));
    const config = new LayerConfig(name, entry.className, entry.config);
    const { className } = entry;
    return this.layers.push({ name, fileName: entry.name, className, config, inputs, block, problem }) - 1;
  }

  /** The first shape that is given is the image's. */
  private noteShapeOf({ config }: Entry): void {
    this.noteShape(field(config, 'batch_input_shape') ?? field(config, 'batch_shape'));
  }

  private noteShape(shape: unknown): void {
    this.shape ??= shape;
  }

  /** A slash would look like the border between a layer and its weight. */
  private cleaned(name: string): string {
    return name.slice(0, MAX_NAME).replaceAll('/', '_');
  }

  private unique(name: string): string {
    let free = name;
    while (this.taken.has(free)) {
      const copy = (this.copies.get(name) ?? 1) + 1;
      this.copies.set(name, copy);
      free = `${name}_${copy}`;
    }
    this.taken.add(free);
    return free;
  }
}

function readEntry(json: unknown, index: number): Entry {
  const className = field(json, 'class_name');
  const config = field(json, 'config');
  const name = field(config, 'name') ?? field(json, 'name');
  if (!isObject(json) || typeof className !== 'string') {
    throw new KitError('bad-spec', `Layer ${index + 1} of the model has no class_name.`);
  }
  if (typeof name !== 'string' || name === '') {
    // A nested Sequential of old files has a bare list of layers as its config.
    if (!Array.isArray(config)) throw new KitError('bad-spec', `Layer ${index + 1} of the model has no name.`);
    return { name: `sequential_${index + 1}`, className, config, json };
  }
  return { name, className: className.slice(0, MAX_NAME), config, json };
}
