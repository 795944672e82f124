/**
 * uint8 RGB pixels on a canvas, one canvas pixel each; CSS makes them big and crisp. Drawn only when the picture is
 * another one. No colour management, no scaling.
 */
import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';
import type { PlainTensor } from '../../core/index.js';

/** RGB pixels: [h, w, 3], or the `index`th of [n, h, w, 3]. */
export interface Picture {
  readonly pixels: PlainTensor<Uint8Array>;
  readonly index?: number;
}

class PixelsDirective extends Directive {
  #pixels: Uint8Array | undefined;
  #index = 0;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('pixels belongs in a canvas tag: <canvas ${pixels(…)}>');
  }

  render(_picture: Picture | undefined): unknown {
    return noChange;
  }

  override update(part: ElementPart, [picture]: [Picture | undefined]): unknown {
    const canvas = part.element as HTMLCanvasElement;
    if (picture?.pixels.data === this.#pixels && (picture?.index ?? 0) === this.#index) return noChange;
    this.#pixels = picture?.pixels.data;
    this.#index = picture?.index ?? 0;
    if (picture === undefined) canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
    else paint(canvas, picture);
    return noChange;
  }
}

/** `<canvas class="px" role="img" aria-label="cat" ${pixels({pixels: images, index: 3})}></canvas>` */
export const pixels = directive(PixelsDirective);

/** Sizes the canvas to the picture and paints it. */
export function paint(canvas: HTMLCanvasElement, { pixels: { data, shape }, index = 0 }: Picture): void {
  const [height = 0, width = 0] = shape.slice(-3);
  if (height === 0 || width === 0) return;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(width, height);
  const start = index * height * width * 3;
  for (let i = 0; i < height * width; i += 1) {
    image.data[4 * i] = data[start + 3 * i] ?? 0;
    image.data[4 * i + 1] = data[start + 3 * i + 1] ?? 0;
    image.data[4 * i + 2] = data[start + 3 * i + 2] ?? 0;
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
