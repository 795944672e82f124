/**
 * The types and editor data in the hands of the tools that read them: TypeScript, React's JSX, Vue's and Svelte's
 * checkers, VS Code's HTML service. Each recipe file holds what must pass, and faults that must be found.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { recipe } from './host.js';

describe('types', () => {
  let folder;
  const check = (program, args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'node_modules', program), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  };
  before(() => {
    folder = recipe('types');
  });

  test('TypeScript, JSX, the wrappers for React, and Vue’s templates', () => {
    // vue-tsc checks all that TypeScript does, and templates too. A fault that is not found is an error itself.
    const { status, output } = check('vue-tsc/bin/vue-tsc.js', ['--noEmit', '-p', 'tsconfig.json']);
    assert.equal(output, '');
    assert.equal(status, 0);
  });

  test('Svelte’s templates', () => {
    const { output } = check('svelte-check/bin/svelte-check', ['--output', 'machine', '--tsconfig', 'tsconfig.json']);
    const errors = output.split('\n').filter((line) => / ERROR /.test(line));
    assert.equal(errors.length, 2, output);
    for (const line of errors) assert.match(line, /Bad\.svelte/);
    assert.match(output, /slow.+ is not assignable to type /);
    assert.match(output, /'loss' does not exist/);
  });

  test('VS Code completes tags, attributes and their values', () => {
    const { getLanguageService, newHTMLDataProvider, TextDocument } = createRequire(join(folder, 'package.json'))(
      'vscode-html-languageservice',
    );
    const data = JSON.parse(
      readFileSync(join(folder, 'node_modules/convnet-elements/dist/editors/html-custom-data.json'), 'utf8'),
    );
    const service = getLanguageService({
      useDefaultDataProvider: false,
      customDataProviders: [newHTMLDataProvider('convnet-elements', data)],
    });
    /** Labels that are offered at the `|` of a text. */
    const offered = (text) => {
      const document = TextDocument.create('test://a.html', 'html', 0, text.replace('|', ''));
      const position = document.positionAt(text.indexOf('|'));
      return service
        .doComplete(document, position, service.parseHTMLDocument(document))
        .items.map(({ label }) => label);
    };
    assert.ok(offered('<|').includes('saliency-map'));
    assert.ok(offered('<saliency-map |').includes('target-class'));
    assert.ok(offered('<model-trainer recipe="|"').includes('tmlss'));
  });
});
