/** What figures that are drawn on a canvas for export share: lines that fit, the page's ground, the PNG itself. */
import { KitError } from '../../core/index.js';

/** The words of a note in rows that are no wider, by the context's font. */
export function wrapped(note: string, width: number, context: CanvasRenderingContext2D): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of note.split(' ')) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (row !== '' && context.measureText(longer).width > width) {
      rows.push(row);
      row = word;
    } else row = longer;
  }
  return [...rows, row];
}

/** White or black by the page's scheme: a picture needs a ground where the page's own is not ours to know. */
export function groundColor(host: HTMLElement): string {
  const probe = document.createElement('i');
  probe.style.color = 'var(--_ground)';
  host.shadowRoot?.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** @throws KitError internal where the browser makes none. */
export async function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob === null) throw new KitError('internal', 'The browser could not make the picture.');
  return blob;
}
