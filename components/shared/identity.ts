/** Tells objects from others in text, such as the keys of questions. */

const identities = new WeakMap<object, number>();
let nextIdentity = 1;

/** A number for an object, the same as long as it lives. */
export function identity(object: object): number {
  const known = identities.get(object);
  if (known !== undefined) return known;
  identities.set(object, nextIdentity);
  return nextIdentity++;
}
