/**
 * Numbers as a reader meets them: grouped digits, a no-break space before a unit, one way to write a duration. English
 * like the rest of the elements' words, whatever the page's own language is.
 */
const NBSP = '\u00a0';
const formats = new Map<string, Intl.NumberFormat>();

function format(value: number, options: Intl.NumberFormatOptions): string {
  const key = JSON.stringify(options);
  let made = formats.get(key);
  if (made === undefined) formats.set(key, (made = new Intl.NumberFormat('en', options)));
  return made.format(value);
}

/** 1170 → "1,170". */
export const integer = (value: number): string => format(value, { maximumFractionDigits: 0 });

/** Exactly `digits` decimals; "∞" and "not a number" stay words. */
export function decimal(value: number, digits = 2): string {
  if (Number.isNaN(value)) return 'not a number';
  return format(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Up to `digits` significant digits, without trailing zeros: settings and rates, 0.0005 → "0.0005". */
export const significant = (value: number, digits = 4): string => format(value, { maximumSignificantDigits: digits });

/** A share in [0, 1] as "52.4 %". */
export const percent = (share: number, digits = 1): string => `${decimal(share * 100, digits)}${NBSP}%`;

/** Seconds as "45 s", "1 min 22 s", "1 h 5 min". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}${NBSP}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}${NBSP}min ${whole % 60}${NBSP}s`;
  return `${integer(Math.floor(whole / 3600))}${NBSP}h ${Math.floor((whole % 3600) / 60)}${NBSP}min`;
}

/** Bytes in decimal megabytes, as download sizes are usually said: "2.4 MB", "180 kB". */
export function bytes(count: number): string {
  if (count < 999_500) return `${integer(count / 1000)}${NBSP}kB`;
  return `${decimal(count / 1e6, count < 99.5e6 ? 1 : 0)}${NBSP}MB`;
}

const VULGAR = new Map([
  [0.125, '⅛'],
  [0.25, '¼'],
  [0.5, '½'],
  [0.75, '¾'],
]);
/** A width multiplier: the quarters and an eighth as one sign, others as decimals. */
export const multiplier = (value: number): string => VULGAR.get(value) ?? significant(value, 3);

/** "1 step", "2 steps". */
export const counted = (count: number, noun: string): string =>
  `${integer(count)}${NBSP}${noun}${count === 1 ? '' : 's'}`;

/** Shortest prefixes that tell the names apart, at least two letters, capitalised: Ai, Au, Bi, Ca… */
export function codes(names: readonly string[]): string[] {
  return names.map((name) => {
    let length = 2;
    const taken = (prefix: string) =>
      names.some((other) => other !== name && other.toLowerCase().startsWith(prefix.toLowerCase()));
    while (length < name.length && taken(name.slice(0, length))) length += 1;
    return name.charAt(0).toUpperCase() + name.slice(1, length);
  });
}
