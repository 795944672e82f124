/**
 * Only the totals of an architecture, for a head line. countLayers() and analyse() have the rest.
 */
import type { ArchitectureSpec } from '../types.js';
import { countLayers } from './count-layers.js';

/**
 * Parameters that training changes, and all parameters with moving statistics and frozen ones. Faulty layers count
 * nothing.
 * @throws KitError bad-spec when the spec has no layers or no input shape
 */
export function countParameters(spec: ArchitectureSpec): { readonly trainable: number; readonly total: number } {
  const { trainable, total } = countLayers(spec);
  return { trainable, total };
}
