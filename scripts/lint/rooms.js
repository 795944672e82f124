/**
 * The rooms of the code base and who may import whom, as an ESLint rule. A room lists what it may reach; everything
 * else is an error, type imports included, because a type that leaks across a wall drags its module after it.
 */
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const CONTRACT = ['core/types', 'core/errors'];
/** Rooms that compute: they run in the worker and know TensorFlow.js. */
const COMPUTE = ['kernels', 'data', 'models', 'training', 'attribution', 'synthesis', 'robustness', 'features'];
/** What a page shows of a run before anything is computed. */
const SYNTHESIS = ['core/synthesis/presets', 'core/synthesis/settings'];
const PLAIN_DATA = [
  'core/models/architectures/**',
  'core/training/recipes',
  'core/training/schedules',
  ...SYNTHESIS,
  'core/data/catalogue',
  'core/data/file-sizes',
  'core/data/random',
  // Which views a sweep has, and the pixels of one: the page draws what the network sees.
  'core/robustness/sweep',
  'core/robustness/views',
];
const PAGE_RUNTIME = ['client', 'spawn', 'worker-file', 'protocol', 'assets', 'configure'].map(
  (name) => `core/runtime/${name}`,
);

/**
 * The first room whose `files` match holds a file. `own`: files of the room may import each other. `may`: modules of
 * this repository, without extension. `packages`: npm packages, with all that is below them. `dynamic`: reached by
 * `import()` only. `$1` stands for what the first `*` of `files` matched.
 */
export const ROOMS = [
  {
    name: 'the bundle entries of components/',
    files: ['components/*'],
    own: true,
    may: ['components/*/*', 'core/index'],
    packages: ['lit'],
  },
  {
    name: 'components/shared',
    files: ['components/shared/**'],
    own: true,
    may: ['core/index'],
    packages: ['lit', /^d3-/],
  },
  {
    name: 'an element',
    files: ['components/*/**'],
    may: ['components/$1/**', 'components/shared/**', 'core/index'],
    packages: ['lit', /^d3-/],
  },
  {
    name: 'core/index',
    files: ['core/index'],
    may: [
      ...CONTRACT,
      'core/session/**',
      'core/analysis/**',
      'core/runtime/configure',
      'core/robustness/sweep',
      'core/robustness/views',
      ...SYNTHESIS,
    ],
    packages: [],
  },
  { name: 'the contract', files: CONTRACT, own: true, may: [], packages: [] },
  {
    name: 'core/analysis',
    files: ['core/analysis/**'],
    own: true,
    // Random numbers are plain arithmetic too; bootstrap intervals need them.
    may: [...CONTRACT, 'core/models/architectures/**', 'core/data/random'],
    packages: [],
  },
  {
    name: 'core/session',
    files: ['core/session/**'],
    own: true,
    may: [...CONTRACT, 'core/analysis/**', ...PAGE_RUNTIME, ...PLAIN_DATA],
    // Only when a page counts a file.
    dynamic: ['core/models/files/page'],
    packages: ['idb-keyval'],
  },
  {
    name: 'plain data of core',
    files: PLAIN_DATA,
    own: true,
    may: [...CONTRACT, 'core/analysis/**', 'core/runtime/protocol', 'core/runtime/assets'],
    packages: [],
  },
  {
    name: "the page's side of core/runtime",
    files: PAGE_RUNTIME,
    own: true,
    may: [...CONTRACT, 'core/session/types'],
    // The same host runs in the page where no worker can start; only worker-file may load it, and only then.
    dynamic: ['core/runtime/worker'],
    packages: ['comlink'],
  },
  {
    name: "the worker's side of core/runtime",
    files: ['core/runtime/**'],
    own: true,
    may: [...CONTRACT, 'core/runtime/protocol', 'core/analysis/**', ...COMPUTE.map((room) => `core/${room}/**`)],
    packages: [/^@tensorflow\/tfjs-/, 'comlink'],
  },
  {
    // No TensorFlow.js: a page counts a network from its file without starting a worker.
    name: 'core/models/files',
    files: ['core/models/files/**'],
    own: true,
    may: [
      ...CONTRACT,
      'core/analysis/**',
      'core/runtime/protocol',
      ...['graph', 'validate', 'weights'].map((name) => `core/models/${name}`),
      ...['looks-like-html', 'download'].map((name) => `core/data/${name}`),
    ],
    packages: ['fflate'],
  },
  {
    name: 'the computing rooms',
    files: COMPUTE.map((room) => `core/${room}/**`),
    own: true,
    may: [...CONTRACT, 'core/analysis/**', 'core/runtime/protocol'],
    packages: [/^@tensorflow\/tfjs-/, 'fast-png'],
  },
  { name: 'embed/', files: ['embed/*'], own: true, may: ['components/autoloader'], packages: [] },
  {
    name: 'stories/ and demo/',
    files: ['stories/**', 'demo/**'],
    own: true,
    may: ['components/**', 'core/index', ...CONTRACT],
    packages: [/./],
  },
  { name: 'test/ and bench/', files: ['test/**', 'bench/**'], own: true, may: ['**'], packages: [/./] },
];

/**
 * Why the module at `from` may not import `specifier`, or undefined when it may.
 * @param {string} from path below the repository's root, with forward slashes
 * @param {string} specifier as written
 * @param {{dynamic?: boolean}} [how] whether it is an `import()`
 */
export function whyForbidden(from, specifier, { dynamic = false } = {}) {
  const source = stripExtension(from);
  const found = roomOf(source);
  if (!found) return undefined;
  const { room, captured } = found;
  if (!specifier.startsWith('.')) {
    const allowed = room.packages.some((entry) =>
      entry instanceof RegExp ? entry.test(specifier) : specifier === entry || specifier.startsWith(`${entry}/`),
    );
    return allowed ? undefined : `${room.name} may not import the package '${specifier}'.`;
  }
  const target = stripExtension(
    relative(ROOT, resolve(ROOT, dirname(from), specifier))
      .split(sep)
      .join('/'),
  );
  const reach = [
    ...(room.own ? room.files : []),
    ...room.may.map((pattern) => pattern.replace('$1', captured)),
    ...(dynamic ? (room.dynamic ?? []) : []),
  ];
  if (reach.some((pattern) => matcher(pattern).test(target))) return undefined;
  return `${room.name} may not import ${target}. It may reach ${reach.join(', ') || 'nothing'}.`;
}

/** @type {import('eslint').Rule.RuleModule} */
export const roomsRule = {
  meta: {
    type: 'problem',
    docs: { description: 'Imports point only the way that the design draws them.' },
    schema: [],
  },
  create(context) {
    const from = relative(ROOT, context.filename).split(sep).join('/');
    const check = (node, source, how) => {
      if (typeof source?.value !== 'string') return;
      const message = whyForbidden(from, source.value, how);
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source, { dynamic: true }),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal),
    };
  },
};

function roomOf(path) {
  for (const room of ROOMS) {
    for (const pattern of room.files) {
      const match = matcher(pattern).exec(path);
      if (match) return { room, captured: match[1] ?? '' };
    }
  }
  return undefined;
}

/** `*` matches within a path segment (and is captured), `**` everything. */
function matcher(pattern) {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.+' : part === '*' ? '([^/]+)' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`);
}

function stripExtension(path) {
  return path.replace(/\.(js|ts|json)$/, '');
}
