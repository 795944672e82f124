/**
 * The pages of the built Storybook that teach: every element in them is defined, says something of its own and
 * complains of nothing, no address leads nowhere, and axe finds no fault in the elements. Build the Storybook first.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { TAGS } from '../../scripts/build/elements.js';
import { openDemo } from './harness.js';

const root = join(import.meta.dirname, '../..');
const index = join(root, 'storybook-static/index.json');
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe('pages of the Storybook', () => {
  assert.ok(existsSync(index), 'There is no built Storybook: npm run build-storybook.');
  const pages = Object.values(JSON.parse(readFileSync(index, 'utf8')).entries).filter(
    ({ type, tags }) => type === 'docs' && tags.includes('unattached-mdx'),
  );
  const lessons = pages.filter(({ title }) => title.startsWith('Lessons/'));
  let demo;
  before(async () => {
    demo = await openDemo({ folders: { '/book/': 'storybook-static' }, index: '/book/' });
  });
  after(() => demo.close());

  test('introduce, embed, share, theme, explain access, and teach', () => {
    const titles = pages.map(({ title }) => title);
    for (const title of ['Introduction', 'Embedding', 'Sharing a model', 'Theming', 'Accessibility']) {
      assert.ok(titles.includes(title), title);
    }
    assert.ok(lessons.length >= 3);
  });

  for (const { id, title } of pages) {
    test(`${title}`, async () => {
      const { page, complaints } = await demo.open(`/book/iframe.html?viewMode=docs&id=${id}`);
      await page.locator('#storybook-docs h1').first().waitFor();
      const said = await page.evaluate(async (tags) => {
        const elements = [...document.querySelectorAll(tags.join())];
        await Promise.all(elements.map(({ localName }) => customElements.whenDefined(localName)));
        await Promise.all(elements.map((element) => element.updateComplete));
        return elements.map(({ localName, shadowRoot, problems, textContent }) => ({
          tag: localName,
          words: shadowRoot.textContent.trim().length,
          fallback: textContent.includes('JavaScript'),
          problems: problems.map(({ message }) => message),
        }));
      }, TAGS);
      assert.ok(!title.startsWith('Lessons/') || said.length >= 2, 'a lesson has figures');
      for (const { tag, words, fallback, problems } of said) {
        assert.ok(words > 20, `<${tag}> is empty`);
        assert.ok(fallback, `<${tag}> has no fallback for readers without JavaScript`);
        assert.deepEqual(problems, []);
      }
      if (said.length > 0) {
        await page.addScriptTag({ path: axe });
        const found = await page.evaluate(
          async (tags) => {
            const { violations } = await window.axe.run({ include: tags.map((tag) => [tag]) });
            return violations.map(
              ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
            );
          },
          [...new Set(said.map(({ tag }) => tag))],
        );
        assert.deepEqual(found, []);
      }
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }
});
