/**
 * How a layer in a model file names the layers that feed it, in the forms of Keras 2 and TensorFlow.js (nested lists)
 * and of Keras 3 (tensors among the call's arguments).
 */
import { KitError } from '../../errors.js';
import { field, isObject, type JsonObject, shown } from './json.js';

/** A tensor's address: layer, call of that layer, output of that call; lists may hold more. */
function addressed(value: unknown): { readonly name: string; readonly tensor: unknown } | undefined {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return undefined;
  return { name: value[0], tensor: value[2] ?? 0 };
}

/**
 * Names in `input_layers` or `output_layers`: a list of addresses, or one address alone.
 * @throws KitError bad-spec
 */
export function tensorNames(value: unknown, key: string): readonly string[] {
  const one = addressed(value);
  const all = one ? [one] : Array.isArray(value) ? value.map(addressed) : [];
  const names = all.flatMap((address) => (address ? [address.name] : []));
  if (names.length === 0 || names.length < all.length) {
    throw new KitError('bad-spec', `The model's ${key} are ${shown(value)}; they must name layers.`);
  }
  return names;
}

/**
 * The layers that feed one layer. A layer that is called more than once, or takes one of several results, is connected
 * as well as it can be, with a problem.
 * @throws KitError bad-spec where nothing can be made of it
 */
export function inboundLayers(
  layer: JsonObject,
  name: string,
  className: string,
): { readonly sources: readonly string[]; readonly problem: KitError | undefined } {
  const calls = field(layer, 'inbound_nodes');
  const bad = (): never => {
    throw new KitError('bad-spec', `Layer “${name}” (${className}) does not say which layers feed it.`, {
      layer: name,
    });
  };
  if (!Array.isArray(calls) || calls.length === 0) return bad();
  // TensorFlow's Keras writes a call with one tensor as that tensor's address, without the list around it.
  const first: unknown = calls[0];
  const addresses = isObject(first)
    ? tensorsAmong(field(first, 'args'))
    : Array.isArray(first)
      ? (addressed(first) ? [first] : first).map(addressed)
      : [];
  const found = addresses.flatMap((address) => (address ? [address] : []));
  if (found.length === 0 || found.length < addresses.length) return bad();
  const unsupported = (what: string) =>
    new KitError('unsupported-layer', `Layer “${name}” (${className}) ${what}, which does not run here.`, {
      layer: name,
    });
  const problem =
    calls.length > 1
      ? unsupported(`is used in ${calls.length} places with the same weights`)
      : found.some(({ tensor }) => tensor !== 0)
        ? unsupported('takes one of several results of a layer')
        : undefined;
  return { sources: found.map(({ name: source }) => source), problem };
}

/** Keras 3: arguments are tensors, or a list of tensors. */
function tensorsAmong(args: unknown): readonly (ReturnType<typeof addressed> | undefined)[] {
  if (!Array.isArray(args)) return [];
  const flat = args.flatMap((argument: unknown) => (Array.isArray(argument) ? (argument as unknown[]) : [argument]));
  return flat
    .filter((argument) => field(argument, 'class_name') === '__keras_tensor__')
    .map((tensor) => addressed(field(field(tensor, 'config'), 'keras_history')));
}
