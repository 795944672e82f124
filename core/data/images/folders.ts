/**
 * Which class each file of a folder or archive belongs to: the one that its own folder is named after. Names only; what
 * is in the files is not looked at.
 */

export interface ClassifiedPath {
  readonly path: string;
  /** Index into the class names. */
  readonly label: number;
  /** Where a folder above the class says so. */
  readonly split: 'train' | 'test' | undefined;
}

export interface Classified {
  /** In alphabetical order, numbers by their value. */
  readonly classNames: readonly string[];
  /** Class by class in turn, so that any beginning of the list is balanced as far as it can be. */
  readonly entries: readonly ClassifiedPath[];
  /** Files that lie in no class's folder. */
  readonly unclassified: readonly string[];
}

const TRAIN = /^(train|training)$/i;
const TEST = /^(test|testing|val|valid|validation|held-out)$/i;
/** What systems and tools leave in folders without being asked. */
const HIDDEN = /(^|\/)(\.[^/]+|__MACOSX|Thumbs\.db|desktop\.ini)(\/|$)/i;
const collator = new Intl.Collator('en', { numeric: true });

/** @param paths with forward slashes: `cat/1.png`, `pets/test/cat/1.png` */
export function classifyPaths(paths: readonly string[]): Classified {
  const byClass = new Map<string, Omit<ClassifiedPath, 'label'>[]>();
  const unclassified: string[] = [];
  for (const path of paths) {
    if (HIDDEN.test(path)) continue;
    const folders = path
      .split('/')
      .slice(0, -1)
      .filter((folder) => folder !== '' && folder !== '.');
    const name = folders.pop();
    if (name === undefined || TRAIN.test(name) || TEST.test(name)) {
      unclassified.push(path);
      continue;
    }
    const split = folders.some((folder) => TEST.test(folder))
      ? 'test'
      : folders.some((folder) => TRAIN.test(folder))
        ? 'train'
        : undefined;
    const others = byClass.get(name);
    if (others) others.push({ path, split });
    else byClass.set(name, [{ path, split }]);
  }
  const classNames = [...byClass.keys()].sort((a, b) => collator.compare(a, b) || (a < b ? -1 : 1));
  const files = classNames.map((name) => byClass.get(name)!.sort((a, b) => collator.compare(a.path, b.path)));
  const entries: ClassifiedPath[] = [];
  const longest = files.reduce((most, { length }) => Math.max(most, length), 0);
  for (let i = 0; i < longest; i++) {
    files.forEach((own, label) => {
      if (i < own.length) entries.push({ ...own[i]!, label });
    });
  }
  return { classNames, entries, unclassified };
}
