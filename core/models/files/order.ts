/** The order in which the layers of a Functional model are computed, and which of them a result depends on. */
import { KitError } from '../../errors.js';
import { INPUT } from '../graph.js';
import { inboundLayers } from './inbound.js';
import { MAX_NAME } from './limits.js';
import type { Entry, FileLayer } from './topology.js';

interface Connected {
  readonly entry: Entry;
  readonly sources: readonly string[];
  readonly problem: KitError | undefined;
}

/**
 * Layers after those that feed them, otherwise in the order of the file.
 * @param known results that exist before any layer is computed
 * @throws KitError bad-spec for a source that does not exist, or a cycle
 */
export function inOrder(entries: readonly Entry[], known: ReadonlyMap<string, number>): readonly Connected[] {
  const open = new Map<string, Connected & { waiting: number }>();
  const readers = new Map<string, string[]>();
  for (const entry of entries) {
    if (known.has(entry.name)) continue;
    const { sources, problem } = inboundLayers(entry.json, entry.name.slice(0, MAX_NAME), entry.className);
    open.set(entry.name, { entry, sources, problem, waiting: 0 });
  }
  for (const connected of open.values()) {
    for (const source of connected.sources) {
      if (known.has(source)) continue;
      if (!open.has(source)) {
        const name = connected.entry.name.slice(0, MAX_NAME);
        throw new KitError(
          'bad-spec',
          `Layer “${name}” takes its input from “${source.slice(0, MAX_NAME)}”, which is not in the file.`,
          { layer: name },
        );
      }
      connected.waiting += 1;
      const others = readers.get(source);
      if (others) others.push(connected.entry.name);
      else readers.set(source, [connected.entry.name]);
    }
  }
  const ready = [...open.values()].filter(({ waiting }) => waiting === 0);
  for (let i = 0; i < ready.length; i++) {
    for (const reader of readers.get(ready[i]!.entry.name) ?? []) {
      const connected = open.get(reader)!;
      if (--connected.waiting === 0) ready.push(connected);
    }
  }
  if (ready.length < open.size) {
    const stuck = [...open.values()].find(({ waiting }) => waiting > 0)!.entry.name.slice(0, MAX_NAME);
    throw new KitError('bad-spec', `Layer “${stuck}” waits for itself: the layers form a cycle.`, { layer: stuck });
  }
  return ready;
}

/** Only what the result depends on, renumbered. */
export function leadingTo(output: number, layers: readonly FileLayer[]): { layers: FileLayer[]; position: number } {
  const needed = new Set([output]);
  for (let index = output; index >= 0; index--) {
    if (needed.has(index)) for (const source of layers[index]!.inputs) needed.add(source);
  }
  const positions = new Map<number, number>([[INPUT, INPUT]]);
  const kept: FileLayer[] = [];
  layers.forEach((layer, index) => {
    if (!needed.has(index)) return;
    const inputs = layer.inputs.map((source) => positions.get(source)!);
    positions.set(index, kept.push({ ...layer, inputs }) - 1);
  });
  return { layers: kept, position: positions.get(output)! };
}
