/** JSON of unknown origin: parsed or refused in words, and looked at one field at a time. Evaluates nothing. */
import { looksLikeHtml } from '../../data/looks-like-html.js';
import { KitError } from '../../errors.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws KitError bad-spec: empty, an HTML page, binary, cut off */
export function parseJson(bytes: Uint8Array, name: string): unknown {
  if (bytes.length === 0) throw new KitError('bad-spec', `${name} is empty.`);
  if (looksLikeHtml(bytes)) {
    throw new KitError('bad-spec', `${name} is an HTML page instead of JSON; is the address right?`);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new KitError('bad-spec', `${name} is not complete, valid JSON.`, { cause });
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own fields only: a file must not reach what all objects inherit. */
export function field(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A value for a sentence, short whatever it is. */
export function shown(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // Nested too deep to be written out.
  }
  text ??= typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
