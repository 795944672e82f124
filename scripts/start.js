/** `npm start`: installs and builds what is missing, then serves the demo page. Plain Node until packages are there. */
import { ensureInstalled } from './install.js';
import { portFromEnvironment, serve } from './serve.js';

const port = portFromEnvironment();
ensureInstalled();
const { build } = await import('./build.js');
await build({ ifNeeded: true });
const { url } = await serve({ port, host: process.env.HOST || 'localhost' });
process.stdout.write(`\nconvnet-elements demo: ${url}/demo/\nPress Ctrl+C to stop.\n`);
