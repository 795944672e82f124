/** Damaged files for fuzz tests: seeded, so that a failure can be met again. Bytes, or JSON that is still JSON. */
import { Random } from '../../core/data/random.js';

const STREAM = 0xf022;

/** A copy with one to six faults: bits flipped, values overwritten, parts cut out, doubled or moved, the end missing. */
export function mutateBytes(bytes: Uint8Array, seed: number): Uint8Array<ArrayBuffer> {
  const random = new Random(seed, STREAM, 1);
  let data = Uint8Array.from(bytes);
  for (let faults = 1 + random.int(6); faults > 0 && data.length > 0; faults--) {
    const at = random.int(data.length);
    const end = Math.min(
      data.length,
      at + 1 + random.int(random.uniform() < 0.5 ? 4 : 1 + Math.floor(data.length / 4)),
    );
    const part = data.slice(at, end);
    switch (random.int(6)) {
      case 0:
        data[at]! ^= 1 << random.int(8);
        break;
      case 1:
        data.fill(EDGES[random.int(EDGES.length)]!, at, end);
        break;
      case 2:
        data = joined(data.subarray(0, at), data.subarray(end));
        break;
      case 3:
        data = joined(data.subarray(0, end), part, data.subarray(end));
        break;
      case 4:
        data.set(part, random.int(data.length - part.length + 1));
        break;
      default:
        if (random.uniform() < 0.3) data = data.slice(0, at);
        else data[at] = random.int(256);
    }
  }
  return data;
}

/** A copy with one to four values replaced, removed, repeated, swapped for others of the same file, or added. */
export function mutateJson(json: unknown, seed: number): unknown {
  const random = new Random(seed, STREAM, 2);
  const copy = structuredClone(json);
  for (let faults = 1 + random.int(4); faults > 0; faults--) {
    const places = placesIn(copy);
    if (places.length === 0) return odd(random);
    const { holder, key } = places[random.int(places.length)]!;
    const other = places[random.int(places.length)]!;
    switch (random.int(6)) {
      case 0:
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else delete holder[key];
        break;
      case 1:
        if (Array.isArray(holder)) holder.splice(Number(key), 0, structuredClone(holder[Number(key)]));
        else holder[`${key}_2`] = structuredClone(holder[key]);
        break;
      case 2:
        (holder as Record<string, unknown>)[key] = structuredClone(
          (other.holder as Record<string, unknown>)[other.key],
        );
        break;
      default:
        (holder as Record<string, unknown>)[key] = odd(random);
    }
  }
  return copy;
}

const EDGES = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x3c] as const;

/** What nobody expects in a field. */
const ODD: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 2, 0.5, 1e9, -1e9, 2 ** 31, 2 ** 53, 1e308, '', 'x', '../x', '__proto__', 'constructor'],
  ...[[], {}, [[]], [null], [0, 0, 0, 0], [1, 1e9], { class_name: 'Dense', config: {} }, 'same', 'Conv2D', '<script>'],
]; // prettier-ignore

function odd(random: Random): unknown {
  return structuredClone(ODD[random.int(ODD.length)]);
}

interface Place {
  readonly holder: unknown[] | Record<string, unknown>;
  readonly key: string;
}

function placesIn(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    found.push({ holder: value as Place['holder'], key });
    placesIn(inner, found);
  }
  return found;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
