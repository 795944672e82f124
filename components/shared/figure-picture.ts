/**
 * A figure's charts as one picture that stands alone: the drawings as they are on the page, side by side, their titles
 * above, the finding and its source below; as SVG text or as a PNG. Colours and fonts are resolved and written in.
 */
import { KitError } from '../../core/index.js';
import { textWidth } from './text-width.js';

export interface FigurePicture {
  readonly title: string;
  readonly charts: readonly { readonly title: string; readonly drawing: SVGSVGElement }[];
  /** The computed sentence, then what made it. */
  readonly notes: readonly string[];
  /** Gives the page's font and colours. */
  readonly host: Element;
}

const SVG = 'http://www.w3.org/2000/svg';
const INLINED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  'paint-order',
  'opacity',
  'font-size',
  'font-weight',
] as const;
const MARGIN = 24;
const BETWEEN = 36;

export function toSvg({ title, charts, notes, host }: FigurePicture): { text: string; width: number; height: number } {
  const style = getComputedStyle(host);
  const ink = style.color;
  const size = parseFloat(style.fontSize);
  const root = make('svg', {
    'font-family': style.fontFamily,
    'font-size': size,
    fill: ink,
  });
  const boxes = charts.map(({ drawing }) => drawing.getBoundingClientRect());
  const width = MARGIN * 2 + boxes.reduce((sum, box) => sum + box.width, 0) + BETWEEN * Math.max(0, boxes.length - 1);
  let y = MARGIN + size;
  root.append(text(title, MARGIN, y, size * 1.0625, 650));
  y += size * 1.8;
  let x = MARGIN;
  charts.forEach((chart, i) => {
    const group = make('g', { transform: `translate(${x} ${y + 8})${scaleOf(chart.drawing, boxes[i]!)}` });
    for (const child of chart.drawing.children) group.append(resolved(child));
    root.append(text(chart.title, x, y, size * 0.8125, 650), group);
    x += (boxes[i]?.width ?? 0) + BETWEEN;
  });
  y += Math.max(0, ...boxes.map((box) => box.height)) + 8;
  for (const note of notes) {
    y += size * 0.5;
    for (const row of wrapped(note, width - 2 * MARGIN, `${size * 0.9375}px ${style.fontFamily}`)) {
      y += size * 1.4;
      root.append(text(row, MARGIN, y, size * 0.9375));
    }
  }
  const height = Math.ceil(y + MARGIN);
  root.prepend(make('rect', { width, height, fill: groundOf(host) }));
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) {
    root.setAttribute(name, String(value));
  }
  return { text: new XMLSerializer().serializeToString(root), width, height };
}

/** @throws KitError internal where the page's policy refuses the picture. */
export async function toPng(figure: FigurePicture, scale = 2): Promise<Blob> {
  const { text: source, width, height } = toSvg(figure);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(source)}`;
  try {
    await image.decode();
  } catch (cause) {
    const message = 'The page’s policy refuses pictures made here (img-src lacks data:). Export the drawing as SVG.';
    throw new KitError('internal', message, { cause });
  }
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob === null) throw new KitError('internal', 'The browser could not make the PNG. Export the drawing as SVG.');
  return blob;
}

/** What the page does to a drawing with units of its own. */
function scaleOf(drawing: SVGSVGElement, box: DOMRect): string {
  const own = drawing.viewBox.baseVal.width;
  return own > 0 ? ` scale(${box.width / own})` : '';
}

function make(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, String(value));
  }
  return element;
}

function text(content: string, x: number, y: number, size: number, weight = 400): SVGElement {
  const element = make('text', { x, y, 'font-size': size, 'font-weight': weight });
  element.textContent = content;
  return element;
}

/** A copy whose looks do not depend on any style sheet. */
function resolved(source: Element): Element {
  const copy = source.cloneNode(false) as Element;
  const style = getComputedStyle(source);
  copy.removeAttribute('class');
  for (const name of INLINED) copy.setAttribute(name, style.getPropertyValue(name));
  for (const child of source.childNodes) {
    if (child instanceof Element) copy.append(resolved(child));
    else if (child instanceof Text) copy.append(child.data);
  }
  return copy;
}

/** The first painted background behind the element, white if there is none. */
function groundOf(host: Element): string {
  for (let at: Element | null = host; at !== null; at = at.parentElement ?? hostOf(at)) {
    const color = getComputedStyle(at).backgroundColor;
    if (color !== 'transparent' && !/,\s*0\)$|\/\s*0\)$/.test(color)) return color;
  }
  return 'white';
}

function hostOf(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

function wrapped(note: string, width: number, font: string): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of note.split(' ')) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (row !== '' && textWidth(longer, font) > width) {
      rows.push(row);
      row = word;
    } else row = longer;
  }
  return row === '' ? rows : [...rows, row];
}
