/**
 * The same network with anti-aliased strides: what took every second position of its maps blurs them first, so that what
 * comes out depends less on which second (Zhang, "Making convolutional networks shift-invariant again", ICML 2019).
 */
import type { ArchitectureSpec, LayerSpec } from '../../types.js';
import { KitError } from '../../errors.js';

/** Layers that a blur waits for: it comes after the rectifier of the convolution that it belongs to. */
const FOLLOWS = new Set<LayerSpec['type']>([
  'batchNorm',
  'relu',
  'relu6',
  'leakyRelu',
  'sigmoid',
  'tanh',
  'scaleShift',
]);

/**
 * Every layer with stride 2 gets stride 1, and after its normalisation and rectifier the binomial filter [1 2 1]² / 16 at
 * stride 2: two means over 2 × 2, which need no weights. Weights keep their names and shapes; multiplications before the
 * blur grow by four.
 * @throws KitError bad-spec for strides other than 1 and 2
 */
export function antiAliased(spec: ArchitectureSpec): ArchitectureSpec {
  const layers: LayerSpec[] = [];
  const renamed = new Map<string, string>();
  spec.layers.forEach((layer, i) => {
    const strides = stridesOf(layer);
    if (strides.some((stride) => stride > 2) || new Set(strides).size > 1) {
      throw new KitError(
        'bad-spec',
        `Layer “${layer.name}” has stride ${strides.join(' × ')}; strides of 2 are blurred.`,
        {
          layer: layer.name,
        },
      );
    }
    const inputs = layer.inputs?.map((name) => renamed.get(name) ?? name);
    layers.push({
      ...layer,
      ...(inputs === undefined ? {} : { inputs }),
      ...(strides[0] === 2 ? { strides: 1 } : {}),
    } as LayerSpec);
    const strided = strideBefore(spec.layers, i);
    if (strided === undefined) return;
    const name = `${strided}.blur`;
    layers.push(
      { name: `${name}1`, type: 'averagePool2d', poolSize: 2, strides: 1, padding: 'same' },
      { name: `${name}2`, type: 'averagePool2d', poolSize: 2, strides: 2, padding: 'same' },
    );
    renamed.set(layer.name, `${name}2`);
  });
  return { ...spec, name: `${spec.name}-anti-aliased`, title: `${spec.title ?? spec.name}, anti-aliased`, layers };
}

/** Name of the layer with stride 2 whose blur belongs after layer `index`. */
function strideBefore(layers: readonly LayerSpec[], index: number): string | undefined {
  const next = layers[index + 1];
  if (next !== undefined && FOLLOWS.has(next.type) && next.inputs === undefined) return undefined;
  let at = index;
  while (at > 0 && FOLLOWS.has(layers[at]!.type) && layers[at]!.inputs === undefined) at--;
  return stridesOf(layers[at]!)[0] === 2 ? layers[at]!.name : undefined;
}

function stridesOf(layer: LayerSpec): readonly number[] {
  const strides = 'strides' in layer ? layer.strides : 'poolSize' in layer ? layer.poolSize : 1;
  return typeof strides === 'number' ? [strides] : (strides ?? [1]);
}
