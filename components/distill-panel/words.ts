/** The short lines of the panel, and numbers as its columns write them. Words only. */
import type { SessionSnapshot } from '../../core/index.js';
import { decimal, integer } from '../shared/format.js';
import { networkName } from '../shared/network-words.js';

export const TITLE = 'What can a big network teach a small one?';

const NBSP = '\u00a0';

/** 7790794 → "7.79 M", 489274 → "489 k". */
export function compact(value: number): string {
  if (value >= 1e8) return `${decimal(value / 1e6, 1)}${NBSP}M`;
  if (value >= 1e6) return `${decimal(value / 1e6, value >= 1e7 ? 1 : 2)}${NBSP}M`;
  return value >= 1e4 ? `${decimal(value / 1e3, value >= 1e5 ? 0 : 1)}${NBSP}k` : integer(value);
}

/** A time of an image. */
export const perImage = (milliseconds: number): string => `${decimal(milliseconds, milliseconds < 1 ? 2 : 1)}${NBSP}ms`;

/** A difference of accuracies in points, with its sign: "+1.2". */
export const points = (difference: number): string => {
  const text = decimal(Math.abs(difference) * 100, 1);
  return text === '0.0' ? text : `${difference > 0 ? '+' : '−'}${text}`;
};

/** "teacher: baseline-slim, 489 k parameters · student: mobilenet at width ¼, 77.3 k". */
export function subjectLine(teacher: SessionSnapshot, student: SessionSnapshot): string {
  return `teacher: ${networkName(teacher)}, ${compact(teacher.parameters)} parameters · student: ${networkName(student)}, ${compact(student.parameters)}`;
}
