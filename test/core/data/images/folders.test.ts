/** Classes from the names of folders. */
import { expect } from '@open-wc/testing';
import { classifyPaths } from '../../../../core/data/images/folders.js';

describe('classifyPaths', () => {
  const rows = (paths: readonly string[]) => {
    const { classNames, entries, unclassified } = classifyPaths(paths);
    return {
      classNames,
      files: entries.map(({ path, label, split }) => [path, classNames[label], split]),
      unclassified,
    };
  };

  it('takes the folder of a file as its class, whatever lies above', () => {
    expect(rows(['pets/dog/2.png', 'pets/cat/1.png', 'pets/dog/10.png'])).to.deep.equal({
      classNames: ['cat', 'dog'],
      files: [
        ['pets/cat/1.png', 'cat', undefined],
        ['pets/dog/2.png', 'dog', undefined],
        ['pets/dog/10.png', 'dog', undefined],
      ],
      unclassified: [],
    });
  });

  it('knows folders of training and test sets', () => {
    const { classNames, files } = rows(['Train/0/a.png', 'train/10/b.png', 'x/validation/2/c.png', 'test/0/d.png']);
    expect(classNames).to.deep.equal(['0', '2', '10']);
    expect(files).to.deep.equal([
      ['test/0/d.png', '0', 'test'],
      ['x/validation/2/c.png', '2', 'test'],
      ['train/10/b.png', '10', 'train'],
      ['Train/0/a.png', '0', 'train'],
    ]);
  });

  it('passes over what systems leave behind, and names files without a class', () => {
    const { classNames, unclassified } = rows([
      ...['__MACOSX/cat/._1.png', 'cat/.DS_Store', '.git/cat/1.png', 'dog/Thumbs.db'],
      ...['alone.png', './alone too.png', 'train/classless.png'],
    ]);
    expect(classNames).to.deep.equal([]);
    expect(unclassified).to.deep.equal(['alone.png', './alone too.png', 'train/classless.png']);
  });

  it('mixes classes, so that any beginning of the list is balanced', () => {
    const paths = ['a', 'b', 'c'].flatMap((name) => Array.from({ length: 5 }, (_, i) => `${name}/${i}.png`));
    const labels = classifyPaths(paths).entries.map(({ label }) => label);
    expect(labels).to.deep.equal(Array.from({ length: 15 }, (_, i) => i % 3));
  });
});
