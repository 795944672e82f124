"""What an exported network says of itself in its userDefinedMetadata: how it was made, and what was measured."""
import base64

import numpy as np
import torch
from torch.nn import functional as F

from cifar10 import CLASS_NAMES

# Equal widths in confidence, as Guo, Pleiss, Sun, Weinberger (2017) have them.
BINS = 15


def of(description, recipe, logits, labels):
    """logits: [n, 10] of the rounded weights on the test images, in their order; labels: their classes."""
    logits, labels = logits.cpu(), labels.cpu()
    confidence, predicted = logits.softmax(1).max(1)
    right = (predicted == labels).float()
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
            # One bit an image, in order, the first one highest: what paired comparisons of two networks need.
            'right': base64.b64encode(np.packbits(right.numpy().astype(bool)).tobytes()).decode(),
        },
        'calibration': {
            'crossEntropy': round(F.cross_entropy(logits, labels).item(), 4),
            'ece': round(expected_calibration_error(confidence, right), 4),
            'bins': BINS,
        },
        'licence': 'MIT',
    }


def expected_calibration_error(confidence, right):
    """Mean distance of accuracy from confidence over bins of confidence, weighted by their counts."""
    bins = (confidence * BINS).long().clamp(max=BINS - 1)
    gap = torch.zeros(BINS).index_add_(0, bins, right - confidence)
    return gap.abs().sum().item() / len(right)
