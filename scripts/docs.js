/**
 * Writes the API tables of README.md from custom-elements.json, between the two markers. With `--check` it writes
 * nothing and fails when the tables are stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const root = join(import.meta.dirname, '..');
const README = join(root, 'README.md');
const START = '<!-- elements: written by `npm run docs` from the docblocks; do not edit -->';
const END = '<!-- /elements -->';

/** Markdown for all elements of a custom elements manifest. */
export function tables(manifest) {
  return manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter(({ customElement, tagName }) => customElement && tagName)
    .sort((a, b) => a.tagName.localeCompare(b.tagName))
    .map(element)
    .join('\n\n');
}

function element({
  tagName,
  description = '',
  members = [],
  attributes = [],
  events = [],
  slots = [],
  cssParts = [],
  cssProperties = [],
}) {
  const properties = members.filter(({ kind, attribute }) => kind === 'field' && attribute === undefined);
  const methods = members.filter(({ kind }) => kind === 'method');
  const text = (entry) => entry.type?.text;
  return [
    `### \`<${tagName}>\``,
    description,
    table(['Attribute', 'Property', 'Type', 'Default', 'What it does'], attributes, (a) => [
      code(a.name),
      code(a.fieldName),
      code(text(a)),
      code(a.default),
      a.description,
    ]),
    table(['Property', 'Type', 'What it is'], properties, (p) => [code(p.name), code(text(p)), p.description]),
    table(['Method', 'What it does'], methods, (m) => [
      code(`${m.name}(${(m.parameters ?? []).map(({ name }) => name).join(', ')})`),
      m.description,
    ]),
    table(['Event', 'Class', 'When'], events, (e) => [code(e.name), code(text(e)), e.description]),
    table(['Slot', 'What goes there'], slots, (s) => [s.name ? code(s.name) : '(default)', s.description]),
    table(['CSS part', 'What it is'], cssParts, (p) => [code(p.name), p.description]),
    table(['CSS custom property', 'Default', 'What it sets'], cssProperties, (p) => [
      code(p.name),
      code(p.default),
      p.description,
    ]),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Empty where there are no rows; a column in which no row has anything is left out. */
function table(headings, entries, cells) {
  if (entries.length === 0) return '';
  const rows = entries.map((entry) =>
    cells(entry).map((cell) => (cell ?? '').replaceAll('|', '\\|').replace(/\s+/g, ' ')),
  );
  const used = headings.map((_, column) => rows.some((row) => row[column] !== ''));
  const line = (row) => `| ${row.filter((_, column) => used[column]).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text) {
  return text ? `\`${text}\`` : '';
}

async function main() {
  const manifest = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8'));
  const before = readFileSync(README, 'utf8');
  const start = before.indexOf(START);
  const end = before.indexOf(END);
  if (start < 0 || end < start) throw new Error(`README.md must hold the lines ${START} and ${END}.`);
  const text = `${before.slice(0, start)}${START}\n\n${tables(manifest)}\n\n${before.slice(end)}`;
  const after = await format(text, { ...(await resolveConfig(README)), filepath: README });
  if (after === before) return;
  if (process.argv.includes('--check')) throw new Error('The tables in README.md are stale: run `npm run docs`.');
  writeFileSync(README, after);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
