"""From an architecture spec (the JSON that the library's builders give) to a PyTorch network that computes the same.

Chains of the layer types that the shipped networks use; no other types, no branches. Layouts are PyTorch's (NCHW);
export.py turns them into TensorFlow.js's.
"""
from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F


def build(spec):
    """The network of a spec: an nn.Sequential whose children have the names of the layers."""
    height, width, channels = spec['inputShape']
    probe = torch.zeros(1, channels, height, width)
    modules = OrderedDict()
    previous = 'input'
    for layer in spec['layers']:
        if layer.get('inputs', [previous]) != [previous]:
            raise ValueError(f"layer {layer['name']} does not follow the one before it; only chains can be trained here")
        module = _BUILDERS[layer['type']](layer, probe.shape[1]).eval()
        with torch.no_grad():
            probe = module(probe)
        modules[layer['name']] = module
        previous = layer['name']
    return nn.Sequential(modules).train()


def initialise(network, seed):
    """He initialisation: kernels normal with variance 2 / fan-in, biases and offsets zero."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.dim() > 1:
                fan_in = parameter[0].numel()
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * (2 / fan_in) ** 0.5)


def decayed(network):
    """The parameters that weight decay applies to: kernels, not biases and batch norm's offsets."""
    return [p for p in network.parameters() if p.requires_grad and p.dim() > 1]


def undecayed(network):
    return [p for p in network.parameters() if p.requires_grad and p.dim() <= 1]


class Conv2d(nn.Conv2d):
    """Convolution with TensorFlow's padding: at stride 2 the odd pixel of SAME goes to the bottom and right."""

    def __init__(self, layer, in_channels, filters, groups):
        kernel = _pair(layer['kernelSize'])
        super().__init__(
            in_channels,
            filters,
            kernel,
            stride=_pair(layer.get('strides', 1)),
            dilation=_pair(layer.get('dilation', 1)),
            groups=groups,
            bias=layer.get('useBias', True),
        )
        if self.bias is not None:
            nn.init.zeros_(self.bias)
        self.tf_padding = layer.get('padding', 'valid')

    def forward(self, x):
        top, bottom, left, right = self._padding(x.shape[2:])
        if top != bottom or left != right:
            x = F.pad(x, (left, right, top, bottom))
            top = left = 0
        return F.conv2d(x, self.weight, self.bias, self.stride, (top, left), self.dilation, self.groups)

    def _padding(self, sizes):
        if self.tf_padding == 'valid':
            return 0, 0, 0, 0
        if self.tf_padding != 'same':
            return self.tf_padding
        sides = []
        for size, kernel, stride, dilation in zip(sizes, self.kernel_size, self.stride, self.dilation):
            out = -(-size // stride)
            total = max((out - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
            sides += [total // 2, total - total // 2]
        return sides


class BatchNorm2d(nn.BatchNorm2d):
    """Batch normalisation whose factor stays 1 where the spec has no scale."""

    def __init__(self, layer, channels):
        # PyTorch's momentum is the weight of the new batch, TensorFlow's that of the old average.
        super().__init__(channels, eps=layer.get('epsilon', 1e-3), momentum=1 - layer.get('momentum', 0.99))
        self.weight.requires_grad_(layer.get('scale', True))
        self.bias.requires_grad_(layer.get('center', True))


class SpatialMean(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


def _pair(size):
    return (size, size) if isinstance(size, int) else tuple(size)


def _depthwise(layer, channels):
    return Conv2d(layer, channels, channels * layer.get('depthMultiplier', 1), groups=channels)


def _dense(layer, channels):
    linear = nn.Linear(channels, layer['units'], bias=layer.get('useBias', True))
    if linear.bias is not None:
        nn.init.zeros_(linear.bias)
    return linear


_BUILDERS = {
    'conv2d': lambda layer, channels: Conv2d(layer, channels, layer['filters'], layer.get('groups', 1)),
    'depthwiseConv2d': _depthwise,
    'batchNorm': BatchNorm2d,
    'relu': lambda layer, channels: nn.ReLU(),
    'globalAveragePooling2d': lambda layer, channels: SpatialMean(),
    'dense': _dense,
}
