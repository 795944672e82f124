/**
 * Two copies of the library on one page, as when a theme and an article each bring theirs: the first keeps the tags,
 * the second may have names of its own, and models are shared by name between copies that speak the same contract.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openDemo, pageWith } from './harness.js';

const root = join(import.meta.dirname, '../..');

/** The page of both copies: the second registers its elements under a prefix. */
const page = (second) =>
  pageWith(
    `<model-trainer model="a" width="0.05" batch-size="8"></model-trainer>
     <other-model-trainer model="a" width="0.05" batch-size="8"></other-model-trainer>
     <script type="module">
       import '/first/all.js';
       const { register, ModelTrainer } = await import('${second}/all.js');
       window.ready = { tags: register({ prefix: 'other' }), keptTag: customElements.get('model-trainer') !== ModelTrainer };
     </script>`,
  );

describe('two copies on a page', () => {
  let folder;
  let demo;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'copies-'));
    // A later version whose live models have another form says so in the registry's name.
    cpSync(join(root, 'cdn'), folder, { recursive: true });
    let changed = 0;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.name.endsWith('.js') || !entry.isFile()) continue;
      const code = readFileSync(path, 'utf8');
      if (!code.includes('convnet-elements.registry@1')) continue;
      changed++;
      writeFileSync(path, code.replaceAll('convnet-elements.registry@1', 'convnet-elements.registry@2'));
    }
    assert.ok(changed > 0);
    demo = await openDemo({
      folders: { '/first/': 'cdn', '/same/': 'cdn', '/later/': folder },
      index: '/page/same',
      page: (path) => (path.startsWith('/page/') ? { body: page(path.slice('/page'.length)) } : undefined),
    });
  });
  after(async () => {
    await demo?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function both(path) {
    const { page, complaints } = await demo.open(path);
    await page.waitForFunction(() => window.ready);
    const answer = await page.evaluate(async () => {
      const [first, second] = [document.querySelector('model-trainer'), document.querySelector('other-model-trainer')];
      await first.step();
      const steps = [first.session.snapshot.step, second.session.snapshot.step];
      await second.step();
      return {
        ...window.ready,
        steps,
        after: [first.session.snapshot.step, second.session.snapshot.step],
        same: first.session === second.session,
        hosts: [first, second].map(({ session }) => session.snapshot.device.host),
        speakers: document.querySelectorAll('[role=status][data-convnet-announcer]').length,
      };
    });
    assert.ok(answer.keptTag);
    assert.ok(answer.tags.includes('other-model-trainer'));
    assert.ok(answer.speakers <= 1, `${answer.speakers} live regions`);
    assert.deepEqual(answer.hosts, ['worker', 'worker']);
    assert.deepEqual(complaints, []);
    return answer;
  }

  test('of the same contract share a model by its name', async () => {
    const { same, steps, after } = await both('/page/same');
    assert.equal(same, true);
    assert.deepEqual(
      [steps, after],
      [
        [1, 1],
        [2, 2],
      ],
    );
  });

  test('of different contracts keep theirs apart', async () => {
    const { same, steps, after } = await both('/page/later');
    assert.equal(same, false);
    assert.deepEqual(
      [steps, after],
      [
        [1, 0],
        [1, 1],
      ],
    );
  });
});
