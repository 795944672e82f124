"""Writes a trained network as a TensorFlow.js layers-model: model.json and float16 weights, opened by
tf.loadLayersModel. What was measured, and how the network was made, goes into its userDefinedMetadata."""
import json

import numpy as np
import torch
from torch import nn

from cifar10 import CLASS_NAMES

SHARD_BYTES = 4 * 1024 * 1024


def round_to_float16(network):
    """Rounds weights and statistics in place to what float16 holds, so that what is measured is what is shipped."""
    with torch.no_grad():
        for tensor in [*network.parameters(), *network.buffers()]:
            if tensor.is_floating_point():
                tensor.copy_(tensor.half().float())
                if not torch.isfinite(tensor).all():
                    raise ValueError('a weight is too large for float16')
    return network


def write(folder, network, description, recipe, right, labels):
    """
    right: 1 for each test image that was classified rightly, else 0; labels: their classes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spec = description['spec']
    modules = dict(network.named_children())
    entries = [entry for layer in spec['layers'] for entry in _weights(layer, modules[layer['name']])]
    paths = _write_shards(folder, b''.join(array.astype('<f2').tobytes() for _, array in entries))
    quantization = {'dtype': 'float16', 'original_dtype': 'float32'}
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
        'userDefinedMetadata': _metadata(description, recipe, right.cpu(), labels.cpu()),
        'weightsManifest': [
            {
                'paths': paths,
                'weights': [
                    {'name': name, 'shape': list(array.shape), 'dtype': 'float32', 'quantization': quantization}
                    for name, array in entries
                ],
            }
        ],
    }
    (folder / 'model.json').write_text(json.dumps(model, separators=(',', ':')))


def _metadata(description, recipe, right, labels):
    per_class = [round(right[labels == c].mean().item(), 4) for c in range(len(CLASS_NAMES))]
    return {
        'network': description['network'],
        'architecture': description['architecture'],
        'width': description['width'],
        'classNames': CLASS_NAMES,
        'inputShape': description['spec']['inputShape'],
        'inputRange': [-1, 1],
        'trainedOn': 'the 50,000 training images of CIFAR-10',
        'recipe': {'optimizer': 'nesterov', 'schedule': 'one-cycle', 'augment': 'crop-mirror', **recipe},
        'seed': recipe['seed'],
        'accuracy': {
            'images': 'the 10,000 test images of CIFAR-10, full size',
            'overall': round(right.mean().item(), 4),
            'perClass': per_class,
        },
        'licence': 'MIT',
    }


def _write_shards(folder, data):
    count = -(-len(data) // SHARD_BYTES)
    paths = [f'group1-shard{i + 1}of{count}.bin' for i in range(count)]
    for old in folder.glob('group1-shard*.bin'):
        old.unlink()
    for i, path in enumerate(paths):
        (folder / path).write_bytes(data[i * SHARD_BYTES : (i + 1) * SHARD_BYTES])
    return paths


def _weights(layer, module):
    """(name, array) of a layer's weights in TensorFlow.js's layout and order."""
    name = layer['name']
    if layer['type'] == 'batchNorm':
        arrays = {
            'gamma': module.weight if layer.get('scale', True) else None,
            'beta': module.bias if layer.get('center', True) else None,
            'moving_mean': module.running_mean,
            'moving_variance': module.running_var,
        }
    elif layer['type'] == 'depthwiseConv2d':
        # [channels * multiplier, 1, kh, kw] to [kh, kw, channels, multiplier]; outputs are grouped by channel.
        multiplier = layer.get('depthMultiplier', 1)
        kernel = module.weight.unflatten(0, (-1, multiplier)).squeeze(2).permute(2, 3, 0, 1)
        arrays = {'depthwise_kernel': kernel, 'bias': module.bias}
    elif isinstance(module, nn.Conv2d):
        arrays = {'kernel': module.weight.permute(2, 3, 1, 0), 'bias': module.bias}
    elif isinstance(module, nn.Linear):
        arrays = {'kernel': module.weight.T, 'bias': module.bias}
    else:
        arrays = {}
    return [
        (f'{name}/{weight}', np.ascontiguousarray(array.detach().cpu().numpy()))
        for weight, array in arrays.items()
        if array is not None
    ]


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
