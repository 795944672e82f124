/** The API of each element, read from its docblock, for Storybook, editors and the tables in README.md. */
export default {
  globs: ['components/**/*.ts'],
  exclude: ['components/**/*.styles.ts', 'components/all.ts', 'components/autoloader.ts'],
  outdir: '.',
  litelement: true,
  packagejson: false,
};
