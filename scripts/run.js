/** Runs the tools in node_modules/.bin from scripts, the same way on every platform. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * Runs a command line in the repository's root with its output passed on.
 * @returns its exit code, once it has ended
 */
export function run(command, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      cwd: root,
      shell: true,
      stdio: 'inherit',
      env: { ...process.env, ...env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}` },
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/** As run, but throws when the command fails. */
export async function mustRun(command, env) {
  const code = await run(command, env);
  if (code !== 0) throw new Error(`\`${command}\` ended with exit code ${code}.`);
}
