/**
 * Takes numbers and text out of a page: CSV with the quoting that spreadsheets expect, a file for the reader's disk,
 * the clipboard. Nothing leaves the page.
 */
import { KitError } from '../../core/index.js';

/** RFC 4180: CRLF between rows, quotes only where a cell needs them. */
export function toCsv(columns: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  const cell = (value: string | number | undefined): string => {
    const text = value === undefined ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Offers `content` to the reader as a file. */
export function saveFile(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click has returned; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @throws KitError internal where the page or the browser refuses the clipboard. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (cause) {
    throw new KitError('internal', `The browser refused the clipboard. Copy it from here: ${text}`, { cause });
  }
}
