/** Writes what is generated from custom-elements.json into dist/: data for editors, types and wrappers for frameworks. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import { cssCustomData, htmlCustomData, webTypes } from './editors.js';
import { jsxTypes, reactIndex, reactModule, reactTypes, sharedTypes, svelteTypes, vueTypes } from './frameworks.js';
import { elementsOf } from './manifest.js';

const root = join(import.meta.dirname, '../..');
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

export async function writeGenerated() {
  const manifest = read('custom-elements.json');
  const json = (data) => JSON.stringify(data, null, 2);
  const files = {
    'editors/html-custom-data.json': json(htmlCustomData(manifest)),
    'editors/css-custom-data.json': json(cssCustomData(manifest)),
    'editors/web-types.json': json(webTypes(manifest, read('package.json'))),
    'frameworks/shared.d.ts': sharedTypes(manifest),
    'frameworks/jsx.d.ts': jsxTypes(manifest),
    'frameworks/vue.d.ts': vueTypes(manifest),
    'frameworks/svelte.d.ts': svelteTypes(manifest),
    // There is nothing to run in these; but what is imported has to exist.
    'frameworks/jsx.js': 'export {};',
    'frameworks/vue.js': 'export {};',
    'frameworks/svelte.js': 'export {};',
    'frameworks/react/index.js': reactIndex(manifest),
    'frameworks/react/index.d.ts': reactTypes(manifest),
    ...Object.fromEntries(
      elementsOf(manifest).map((element) => [`frameworks/react/${element.tag}.js`, reactModule(element)]),
    ),
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, 'dist', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await format(text, { filepath: path, singleQuote: true, printWidth: 120 }));
  }
  copyFileSync(join(import.meta.dirname, 'react-wrapper.js'), join(root, 'dist/frameworks/react/react-wrapper.js'));
}
