"""Trained networks as TensorFlow.js layers-models: model.json and weights, opened by tf.loadLayersModel. Kernels are
stored as float16."""
import json
import math

import numpy as np
import torch
from torch import nn

SHARD_BYTES = 4 * 1024 * 1024
# Smaller tensors stay float32: biases, offsets, statistics and the first kernel are a hundredth of the bytes, and
# rounding them moves the logits more than rounding all large kernels does (baseline-slim: 1.1e-2 against 3.9e-3).
HALVED_FROM = 3000


def is_halved(tensor):
    return tensor.is_floating_point() and tensor.numel() >= HALVED_FROM


def round_to_float16(network):
    """Rounds what is stored as float16 in place, so that what is measured is what is shipped."""
    with torch.no_grad():
        for tensor in [*network.parameters(), *network.buffers()]:
            if is_halved(tensor):
                tensor.copy_(tensor.half().float())
                if not torch.isfinite(tensor).all():
                    raise ValueError('a weight is too large for float16')
    return network


def write(folder, network, description, metadata):
    folder.mkdir(parents=True, exist_ok=True)
    spec = description['spec']
    views = _views(network, spec)
    paths = _write_shards(folder, b''.join(_bytes_of(view) for _, view in views))
    quantization = {'quantization': {'dtype': 'float16', 'original_dtype': 'float32'}}
    model = {
        'format': 'layers-model',
        'generatedBy': 'convnet-elements scripts/pretrain',
        'convertedBy': None,
        'modelTopology': {
            'class_name': 'Sequential',
            'config': {'name': description['network'], 'layers': _topology(spec)},
            'keras_version': 'tfjs-layers 4.22.0',
            'backend': 'tensor_flow.js',
        },
        'userDefinedMetadata': metadata,
        'weightsManifest': [
            {
                'paths': paths,
                'weights': [
                    {
                        'name': name,
                        'shape': list(view.shape),
                        'dtype': 'float32',
                        **(quantization if is_halved(view) else {}),
                    }
                    for name, view in views
                ],
            }
        ],
    }
    (folder / 'model.json').write_text(json.dumps(model, separators=(',', ':')))


def load(network, spec, folder):
    """Puts the weights of an exported network of the same layers into `network`. Layers may have other names: weights
    are matched by their kind and order."""
    manifest = json.loads((folder / 'model.json').read_text())['weightsManifest']
    stored = sorted((entry for group in manifest for entry in _read_group(group, folder)), key=_kind)
    views = sorted(_views(network, spec), key=_kind)
    if [(_kind(entry), entry[1].shape) for entry in stored] != [(_kind(entry), entry[1].shape) for entry in views]:
        raise ValueError(f'{folder} does not hold a network of these layers')
    with torch.no_grad():
        for (_, values), (_, view) in zip(stored, views):
            view.copy_(values)


def metadata(folder):
    """What an exported network says of itself."""
    return json.loads((folder / 'model.json').read_text()).get('userDefinedMetadata', {})


def _kind(entry):
    return entry[0].rpartition('/')[2]


def _read_group(group, folder):
    data = b''.join((folder / path).read_bytes() for path in group['paths'])
    start = 0
    for entry in group['weights']:
        dtype = np.dtype('<f2' if entry.get('quantization', {}).get('dtype') == 'float16' else '<f4')
        count = math.prod(entry['shape'])
        array = np.frombuffer(data, dtype, count, start).reshape(entry['shape'])
        start += count * dtype.itemsize
        yield entry['name'], torch.from_numpy(array.astype(np.float32))


def _write_shards(folder, data):
    count = -(-len(data) // SHARD_BYTES)
    paths = [f'group1-shard{i + 1}of{count}.bin' for i in range(count)]
    for old in folder.glob('group1-shard*.bin'):
        old.unlink()
    for i, path in enumerate(paths):
        (folder / path).write_bytes(data[i * SHARD_BYTES : (i + 1) * SHARD_BYTES])
    return paths


def _bytes_of(view):
    array = np.ascontiguousarray(view.detach().cpu().numpy())
    return array.astype('<f2' if is_halved(view) else '<f4').tobytes()


def _views(network, spec):
    """(name, tensor) of all weights in TensorFlow.js's layout and order. They share the network's memory."""
    modules = dict(network.named_children())
    return [view for layer in spec['layers'] for view in _layer_views(layer, modules[layer['name']])]


def _layer_views(layer, module):
    name = layer['name']
    if layer['type'] == 'batchNorm':
        views = {
            'gamma': module.weight if layer.get('scale', True) else None,
            'beta': module.bias if layer.get('center', True) else None,
            'moving_mean': module.running_mean,
            'moving_variance': module.running_var,
        }
    elif layer['type'] == 'depthwiseConv2d':
        # [channels * multiplier, 1, kh, kw] to [kh, kw, channels, multiplier]; outputs are grouped by channel.
        multiplier = layer.get('depthMultiplier', 1)
        kernel = module.weight.unflatten(0, (-1, multiplier)).squeeze(2).permute(2, 3, 0, 1)
        views = {'depthwise_kernel': kernel, 'bias': module.bias}
    elif isinstance(module, nn.Conv2d):
        views = {'kernel': module.weight.permute(2, 3, 1, 0), 'bias': module.bias}
    elif isinstance(module, nn.Linear):
        views = {'kernel': module.weight.T, 'bias': module.bias}
    else:
        views = {}
    return [(f'{name}/{weight}', view) for weight, view in views.items() if view is not None]


def _topology(spec):
    channels = spec['inputShape'][2]
    # Fully convolutional up to the spatial mean: any height and width will do.
    image = {'batch_input_shape': [None, None, None, channels], 'dtype': 'float32', 'sparse': False, 'name': 'image'}
    layers = [{'class_name': 'InputLayer', 'config': image}]
    for layer in spec['layers']:
        class_name, config = _LAYERS[layer['type']](layer)
        layers.append({'class_name': class_name, 'config': {'name': layer['name'], 'trainable': True, **config}})
    return layers


def _pair(size):
    return [size, size] if isinstance(size, int) else list(size)


def _convolution(layer):
    if layer.get('groups', 1) != 1 or not isinstance(layer.get('padding', 'valid'), str):
        raise ValueError(f"layer {layer['name']}: TensorFlow.js has no grouped convolution and no explicit padding")
    return {
        'kernel_size': _pair(layer['kernelSize']),
        'strides': _pair(layer.get('strides', 1)),
        'dilation_rate': _pair(layer.get('dilation', 1)),
        'padding': layer.get('padding', 'valid'),
        'data_format': 'channels_last',
        'activation': 'linear',
        'use_bias': layer.get('useBias', True),
    }


def _batch_norm(layer):
    return {
        'axis': -1,
        'momentum': layer.get('momentum', 0.99),
        'epsilon': layer.get('epsilon', 1e-3),
        'center': layer.get('center', True),
        'scale': layer.get('scale', True),
    }


_LAYERS = {
    'conv2d': lambda layer: ('Conv2D', {'filters': layer['filters'], **_convolution(layer)}),
    'depthwiseConv2d': lambda layer: (
        'DepthwiseConv2D',
        {'depth_multiplier': layer.get('depthMultiplier', 1), **_convolution(layer)},
    ),
    'batchNorm': lambda layer: ('BatchNormalization', _batch_norm(layer)),
    'relu': lambda layer: ('ReLU', {'max_value': None}),
    'globalAveragePooling2d': lambda layer: ('GlobalAveragePooling2D', {'data_format': 'channels_last'}),
    'dense': lambda layer: (
        'Dense',
        {'units': layer['units'], 'activation': 'linear', 'use_bias': layer.get('useBias', True)},
    ),
}
