/** How wide a text will be, before it is drawn: measured by the browser, cached, per font. */
const widths = new Map<string, number>();
let context: CanvasRenderingContext2D | null | undefined;

/** Width in px of `text` in `font` (CSS shorthand). */
export function textWidth(text: string, font: string): number {
  const key = `${font}\n${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  context ??= document.createElement('canvas').getContext('2d');
  if (context === null) return text.length * 7;
  context.font = font;
  // Labels with running numbers would fill the cache for ever.
  if (widths.size > 2000) widths.clear();
  const width = context.measureText(text).width;
  widths.set(key, width);
  return width;
}
