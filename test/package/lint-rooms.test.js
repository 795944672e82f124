/** The walls between the rooms stand: ESLint reports each import that points the wrong way, and lets the right ones be. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { roomsRule } from '../../scripts/lint/rooms.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

function problems(file, code) {
  const config = {
    files: ['**/*.ts'],
    plugins: { kit: { rules: { rooms: roomsRule } } },
    rules: { 'kit/rooms': 'error' },
    languageOptions: { parser: tseslint.parser },
  };
  return new Linter({ cwd: root }).verify(code, [config], { filename: join(root, file) }).map(({ message }) => message);
}

const FORBIDDEN = [
  ['components/model-trainer/model-trainer.ts', `import * as tf from '@tensorflow/tfjs-core';`],
  ['components/model-trainer/model-trainer.ts', `import '../param-counter/define.js';`],
  ['components/model-trainer/model-trainer.ts', `import { spawnHost } from '../../core/runtime/spawn.js';`],
  ['components/model-trainer/parts/curve.ts', `import type { ModelSession } from '../../../core/session/types.js';`],
  ['components/shared/kit-element.ts', `import { KitError } from '../../core/errors.js';`],
  ['components/shared/kit-element.ts', `import '../model-trainer/define.js';`],
  ['components/shared/kit-element.ts', `import * as d3 from 'd3';`],
  ['components/all.ts', `export * from '../core/session/lab.js';`],
  ['core/index.ts', `export { Host } from './runtime/worker.js';`],
  ['core/index.ts', `import { LitElement } from 'lit';`],
  ['core/types.ts', `import type { ModelSession } from './session/types.js';`],
  ['core/session/lab.ts', `import { register } from '../kernels/wasm/index.js';`],
  ['core/session/lab.ts', `import { buildModel } from '../models/graph.js';`],
  ['core/session/lab.ts', `const worker = await import('../runtime/worker.js');`],
  ['core/session/lab.ts', `type Host = import('../runtime/worker.js').Host;`],
  ['core/analysis/shapes.ts', `import { quick } from '../training/recipes.js';`],
  ['core/training/recipes.ts', `import * as tf from '@tensorflow/tfjs-core';`],
  ['core/training/recipes.ts', `import { loop } from './loop.js';`],
  ['core/models/architectures/baseline.ts', `import { build } from '../graph.js';`],
  ['core/runtime/spawn.ts', `import { Host } from './worker.js';`],
  ['core/runtime/client.ts', `import '@tensorflow/tfjs-core';`],
  ['core/runtime/backends.ts', `import { connect } from '../index.js';`],
  ['core/kernels/batch-norm.ts', `import '../session/lab.js';`],
  ['core/kernels/batch-norm.ts', `import '../../components/all.js';`],
  ['core/training/loop.ts', `import { hostThings } from '../runtime/host.js';`],
  ['core/training/loop.ts', `import { fakeSession } from '../../test/helpers/fake-session.js';`],
  ['components/param-counter/param-counter.ts', `export * from '../../stories/helpers.js';`],
  ['stories/model-trainer.stories.ts', `import { spawnHost } from '../core/runtime/spawn.js';`],
  ['stories/model-trainer.stories.ts', `import { fakeSession } from '../test/helpers/fake-session.js';`],
];

for (const [file, code] of FORBIDDEN) {
  test(`${file} may not say: ${code}`, () => {
    assert.equal(problems(file, code).length, 1);
  });
}

const ALLOWED = [
  [
    'components/model-trainer/model-trainer.ts',
    `import { html } from 'lit'; import { property } from 'lit/decorators.js';`,
  ],
  ['components/model-trainer/model-trainer.ts', `import { KitElement } from '../shared/kit-element.js';`],
  ['components/model-trainer/model-trainer.ts', `import { styles } from './model-trainer.styles.js';`],
  ['components/model-trainer/parts/curve.ts', `import { connect } from '../../../core/index.js';`],
  ['components/shared/chart.ts', `import { scaleLinear } from 'd3-scale'; import { base } from './tokens.styles.js';`],
  ['components/all.ts', `import './model-trainer/define.js'; export * from '../core/index.js';`],
  ['core/index.ts', `export { connect } from './session/lab.js'; export * from './types.js';`],
  [
    'core/session/lab.ts',
    `import { spawnHost } from '../runtime/spawn.js'; import { quick } from '../training/recipes.js';`,
  ],
  ['core/session/lab.ts', `import { countParameters } from '../analysis/index.js';`],
  ['core/analysis/shapes.ts', `import { baseline } from '../models/architectures/baseline.js';`],
  ['core/runtime/worker-file.ts', `export const loadHost = () => import('./worker.js');`],
  [
    'core/runtime/worker.ts',
    `import * as tf from '@tensorflow/tfjs-core'; import { loop } from '../training/loop.js';`,
  ],
  [
    'core/training/loop.ts',
    `import type { TrainFrame } from '../runtime/protocol.js'; import { grad } from '../kernels/grad.js';`,
  ],
  ['stories/model-trainer.stories.ts', `import '../components/all.js'; import { connect } from '../core/index.js';`],
  ['test/core/kernels/x.test.ts', `import { grad } from '../../../core/kernels/grad.js';`],
];

for (const [file, code] of ALLOWED) {
  test(`${file} may say: ${code}`, () => {
    assert.deepEqual(problems(file, code), []);
  });
}

test("the project's own configuration enforces the rooms and a silent console", async () => {
  const eslint = new ESLint({ cwd: root });
  for (const file of ['core/index.ts', 'core/runtime/worker.ts', 'components/all.ts', 'stories/x.stories.ts']) {
    const { rules } = await eslint.calculateConfigForFile(join(root, file));
    assert.deepEqual(rules['kit/rooms'], [2], file);
    if (!file.startsWith('stories/')) assert.equal(rules['no-console'][0], 2, file);
  }
});
