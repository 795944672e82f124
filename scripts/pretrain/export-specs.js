/**
 * Writes specs/<network>.json, what the Python side trains, from the library's own builders, so that there is one
 * description of each network. `--check` compares with what is committed and changes nothing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { format } from 'prettier';

/** Shipped network → the architecture and width that it is. */
const NETWORKS = {
  baseline: { architecture: 'baseline', width: 1 },
  // 489,274 parameters: 1.0 MB in float16.
  'baseline-slim': { architecture: 'baseline', width: 0.25 },
  mobilenet: { architecture: 'mobilenet', width: 1 },
  'mobilenet-distilled': { architecture: 'mobilenet', width: 1 },
};

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const { outputFiles } = buildSync({
  stdin: {
    contents: `export { baseline } from './baseline.js'; export { mobilenet } from './mobilenet.js';`,
    resolveDir: here('../../core/models/architectures'),
  },
  bundle: true,
  format: 'esm',
  write: false,
});
const builders = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);

for (const [network, { architecture, width }] of Object.entries(NETWORKS)) {
  const path = here(`specs/${network}.json`);
  const description = { network, architecture, width, spec: builders[architecture]({ width }) };
  const content = await format(JSON.stringify(description, null, 2), { parser: 'json', printWidth: 120 });
  if (!process.argv.includes('--check')) {
    writeFileSync(path, content);
  } else if (!existsSync(path) || readFileSync(path, 'utf8') !== content) {
    console.error(`${path} is not what the library's builder gives.`);
    process.exitCode = 1;
  }
}
