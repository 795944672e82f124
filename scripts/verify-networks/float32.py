#!/usr/bin/env python3
"""Writes trained networks as they are before rounding: layers-models in float32, for verify.js --float32.

    float32.py --work FOLDER --out FOLDER NETWORK ...

The work folder is that of scripts/pretrain/train.py, with its checkpoints.
"""
import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch

PRETRAIN = Path(__file__).parent.parent / 'pretrain'
sys.path.insert(0, str(PRETRAIN))

import layers_model  # noqa: E402
from train import Run  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('networks', nargs='+')
    parser.add_argument('--work', type=Path, required=True)
    parser.add_argument('--out', type=Path, required=True)
    options = parser.parse_args()
    recipes = json.loads((PRETRAIN / 'recipes.json').read_text())
    for name in options.networks:
        description = json.loads((PRETRAIN / 'specs' / f'{name}.json').read_text())
        run = Run(description['spec'], recipes[name], 50_000, torch.device('cpu'), 0, 1)
        run.restore(torch.load(options.work / f'{name}.pt', map_location='cpu'))
        folder = options.out / name
        layers_model.write(folder, run.shipped(), description, {})
        as_float32(folder, run.shipped(), description['spec'])


def as_float32(folder, network, spec):
    """In place of the weights that were just written: the same, in one file, not rounded."""
    path = folder / 'model.json'
    model = json.loads(path.read_text())
    for shard in folder.glob('group1-shard*.bin'):
        shard.unlink()
    (group,) = model['weightsManifest']
    group['paths'] = ['group1-shard1of1.bin']
    for entry in group['weights']:
        del entry['quantization']
    views = [np.ascontiguousarray(view.detach().numpy()).astype('<f4') for _, view in layers_model._views(network, spec)]
    (folder / 'group1-shard1of1.bin').write_bytes(b''.join(view.tobytes() for view in views))
    path.write_text(json.dumps(model))


if __name__ == '__main__':
    main()
