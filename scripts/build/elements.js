/** Which elements there are: each folder of components/ that holds a class of its own name and a define.ts. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const components = join(import.meta.dirname, '../../components');

/** Tag names, sorted. */
export const TAGS = readdirSync(components)
  .filter((tag) => ['define', tag].every((name) => existsSync(join(components, tag, `${name}.ts`))))
  .sort();

/** Modules of components/ that hold several elements. */
export const BUNDLES = ['all', 'autoloader'].filter((name) => existsSync(join(components, `${name}.ts`)));
