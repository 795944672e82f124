/** What the export menu gives: the image, the run as an animation, its numbers, everything that is known, the tag. */
import { KitError } from '../../core/index.js';
import type { SynthesisFrame } from '../../core/index.js';
import { copyText, saveFile, toCsv } from '../shared/export.js';
import { paint } from '../shared/pixel-image.js';
import { animate } from './apng.js';
import { findingText } from './finding.js';
import { pixelsOf } from './frames.js';
import type { View } from './view.js';
import { answer, subjectOf } from './words.js';

export type ExportKind = 'png' | 'apng' | 'csv' | 'json' | 'tag';

const SCALE = 8;
/** Of a frame of the animation, and of the last, which is what one wants to see, in ms. */
const FRAME_MS = 80;
const LAST_MS = 1500;

/** @throws KitError internal where the page or the browser refuses the picture or the clipboard. */
export async function exportFigure(kind: ExportKind, view: View, host: HTMLElement): Promise<void> {
  if (kind === 'tag') return copyText(tagFor(host.localName, view));
  const { shown, frames } = view.run;
  if (shown === undefined) throw new KitError('invalid-argument', 'There is no image to export yet.');
  const name = [view.snapshot.name, view.choices.preset, `step-${shown.step}`].join('-').replaceAll(/[^\w.-]+/g, '-');
  if (kind === 'csv') saveFile(`${name}.csv`, 'text/csv', runCsv(view));
  else if (kind === 'json') saveFile(`${name}.json`, 'application/json', everything(view));
  else if (kind === 'apng') saveFile(`${name}.png`, 'image/png', await animation(frames));
  else saveFile(`${name}.png`, 'image/png', await enlarged(shown));
}

/** Each pixel as a square. Frames of smaller octaves are brought to the side of the last. */
async function enlarged(frame: SynthesisFrame, side?: number): Promise<Blob> {
  const small = document.createElement('canvas');
  paint(small, { pixels: pixelsOf(frame.images), index: 0 });
  const large = document.createElement('canvas');
  large.width = side ?? small.width * SCALE;
  large.height = side ?? small.height * SCALE;
  const context = large.getContext('2d');
  if (context === null) throw new KitError('internal', 'The browser gave no canvas to draw on.');
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, large.width, large.height);
  const blob = await new Promise<Blob | null>((done) => large.toBlob(done, 'image/png'));
  if (blob === null) throw new KitError('internal', 'The browser could not make the picture.');
  return blob;
}

export async function animation(frames: readonly SynthesisFrame[]): Promise<Uint8Array<ArrayBuffer>> {
  const [, , width = 0] = frames.at(-1)?.images.shape ?? [];
  const stills: Uint8Array[] = [];
  for (const frame of frames) stills.push(new Uint8Array(await (await enlarged(frame, width * SCALE)).arrayBuffer()));
  return animate(
    stills,
    stills.map((_, i) => (i === stills.length - 1 ? LAST_MS : FRAME_MS)),
  );
}

/** A row a step: the objective, the target's probability, and every class's where the frame was kept. */
export function runCsv({ run, snapshot }: View): string {
  const names = snapshot.classNames;
  const kept = new Map(run.frames.map((frame) => [frame.step, answer(frame)]));
  return toCsv(
    ['step', 'objective', 'probability of the target', ...names],
    run.points.map(({ step, scores, probabilities }) => [
      step,
      scores[0],
      probabilities[0],
      ...(kept.get(step) ?? names.map(() => undefined)),
    ]),
  );
}

export function everything(view: View): string {
  const { run, grid, attacked, smallest, settings, snapshot, picked } = view;
  const image = (frame: SynthesisFrame | undefined) =>
    frame && {
      step: frame.step,
      shape: frame.images.shape,
      values: [...frame.images.data],
      logits: [...frame.logits.data],
    };
  const log = {
    model: snapshot.name,
    network: snapshot.settings,
    subject: subjectOf(view),
    finding: findingText(view),
    device: snapshot.device,
    classes: snapshot.classNames,
    settings,
    start: picked && { name: picked.name, index: picked.index, truth: picked.truth },
    targets: run.latest?.targets,
    milliseconds: run.milliseconds,
    points: run.points,
    image: image(run.shown),
    grid: image(grid.latest),
    attack: attacked && {
      epsilon: attacked.epsilon / 255,
      ...attacked.attack,
      image: [...attacked.attack.image.data],
      perturbation: [...attacked.attack.perturbation.data],
      smallestEpsilon: smallest,
    },
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

/** The tag that asks the same elsewhere. */
export function tagFor(tag: string, { snapshot, choices, picked, run }: View): string {
  const target = run.latest?.targets[0];
  const attributes: readonly (readonly [string, unknown])[] = [
    ['model', snapshot.name === 'default' ? undefined : snapshot.name],
    ['src', snapshot.settings.src],
    ['preset', choices.preset],
    ['objective', choices.objective],
    ['target-class', choices.targetClass === undefined ? undefined : snapshot.classNames[target ?? 0]],
    ['start', choices.start],
    ['image', picked?.index],
    ['steps', choices.steps],
    ['learning-rate', choices.learningRate],
    ['layer', choices.layer],
    ['channel', choices.channel],
    ['octaves', choices.octaves],
    ['regularisers', choices.regularisers],
    ['size', choices.size],
    ['seed', choices.seed],
    ['epsilon', choices.epsilon],
  ];
  const written = attributes.flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`],
  );
  return `<${tag}${written.join('')}></${tag}>`;
}
