/** The API of each element, read from its docblock, for Storybook, editors and the tables in README.md. */

/**
 * The analyzer guesses from code where it can. The docblock is the only source of the API here: what it says of an
 * attribute wins over what the property says, and what is not described anywhere is not API.
 */
function docblocksWin() {
  /** Class name → attribute name → {type, description} */
  const written = new Map();
  return {
    name: 'docblocks-win',
    analyzePhase({ ts, node }) {
      if (!ts.isClassDeclaration(node) || !node.name) return;
      const attributes = new Map();
      for (const tag of ts.getJSDocTags(node)) {
        if (tag.tagName.text !== 'attr') continue;
        const text = ts.getTextOfJSDocComment(tag.comment) ?? '';
        const [, type, name, description] = /^\{(.+?)\}\s+([\w-]+)\s+-\s+([^]+)$/.exec(text) ?? [];
        if (name) attributes.set(name, { type: { text: type.replaceAll('|', ' | ') }, description });
      }
      written.set(node.name.text, attributes);
    },
    packageLinkPhase({ customElementsManifest }) {
      for (const declaration of customElementsManifest.modules.flatMap((module) => module.declarations ?? [])) {
        if (!declaration.customElement) continue;
        for (const attribute of declaration.attributes ?? []) {
          Object.assign(attribute, written.get(attribute.inheritedFrom?.name ?? declaration.name)?.get(attribute.name));
        }
        declaration.events = declaration.events?.filter(({ name, description }) => name && description);
        declaration.members = declaration.members?.filter(
          ({ name, privacy, description, static: isStatic }) =>
            !privacy && !isStatic && description && !name.startsWith('#'),
        );
      }
    },
  };
}

export default {
  globs: ['components/**/*.ts'],
  exclude: [
    'components/**/*.styles.ts',
    'components/all.ts',
    'components/autoloader.ts',
    'components/shared/define.ts',
  ],
  outdir: '.',
  litelement: true,
  packagejson: false,
  plugins: [docblocksWin()],
};
