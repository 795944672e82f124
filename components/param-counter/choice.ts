/** Which network and which of its layers the page or the reader has chosen, and the words when there is no such thing. */
import { KitError, rowOf, type CountedLayer, type LayerRow } from '../../core/index.js';
import type { CountedNetwork } from './networks.js';

export interface Choice {
  readonly network: string | undefined;
  readonly layer: string | undefined;
}

export interface Chosen {
  readonly shown: CountedNetwork;
  readonly row: LayerRow<CountedLayer>;
  /** Why the choice cannot be met; `shown` and `row` are then the defaults. */
  readonly refusal: KitError | undefined;
}

/** The first network and its layer with most weights, unless chosen otherwise; undefined while there is no network. */
export function chosenIn(networks: readonly CountedNetwork[], { network, layer }: Choice): Chosen | undefined {
  const named = networks.find(({ id }) => id === network);
  const shown = named ?? networks[0];
  if (!shown) return undefined;
  const { rows } = shown;
  const row = layer === undefined ? undefined : rowOf(rows, layer);
  let refusal: KitError | undefined;
  if (network !== undefined && !named) {
    refusal = refuse(
      'network',
      network,
      networks.map(({ id }) => id),
    );
  } else if (layer !== undefined && !row) {
    refusal = refuse(
      'layer',
      layer,
      rows.map(({ name }) => name),
    );
  }
  return { shown, row: row ?? rows.reduce((most, each) => (each.weights > most.weights ? each : most)), refusal };
}

function refuse(attribute: string, value: string, names: readonly string[]): KitError {
  const sentence = `${attribute}="${value}" can't be used. It must be one of ${names.join(', ')}.`;
  return new KitError('invalid-argument', sentence);
}
