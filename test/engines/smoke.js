/**
 * Run in the page by the browser under test, with no automation near it: every element, a training step on wasm in a
 * worker, a map from it, and the fallbacks. Plain code of the browser's own; sends what it found to the server that
 * the page came from, by an address below /report/. No step of it waits longer than the launcher does.
 */
const { acquireSession, configure } = await import('/cdn/core.js');
const { register } = await import('/cdn/all.js');

const complaints = [];
addEventListener('error', ({ message }) => complaints.push(`uncaught: ${message}`));
addEventListener('unhandledrejection', ({ reason }) => complaints.push(`unhandled: ${reason?.message ?? reason}`));
addEventListener('kit-error', ({ error }) => complaints.push(`kit-error: ${error.message}`));

const checks = {};

/** Each check answers with what it found, or with the sentence of its failure. */
async function check(name, run) {
  try {
    checks[name] = { found: await run() };
  } catch (error) {
    checks[name] = { failure: `${error?.code ?? error?.name}: ${error?.message}` };
  }
}

const NARROW = { width: 0.05, batchSize: 8 };

/** One step of a very narrow network in a session of its own. */
async function step(name, settings) {
  const { session, release } = acquireSession(name, { ...NARROW, ...settings });
  await session.step();
  const { device, step, points } = session.snapshot;
  release();
  return { backend: device.backend, host: device.host, threads: device.threads, step, loss: points[0].loss };
}

const mode = new URLSearchParams(location.search).get('mode');
if (mode === 'page') {
  configure({ worker: false });
  await check('step in the page', () => step('page', { backend: 'wasm' }));
} else {
  const main = document.querySelector('main');
  for (const tag of tagsHere()) {
    await check(`<${tag}>`, async () => {
      const element = document.createElement(tag);
      element.setAttribute('model', 'smoke');
      if (tag === 'model-trainer') Object.assign(element, NARROW);
      main.append(element);
      await element.updateComplete;
      return { words: element.shadowRoot.textContent.trim().length, problems: element.problems.length };
    });
  }
  await check('a tag of another name', () => ({ tags: register({ prefix: 'kit' }).length }));
  await check('step in a worker', () => step('smoke', {}));
  await check('WebGPU where there is none', async () => {
    const { session, release } = acquireSession('verdicts', NARROW);
    await session.step();
    const { verdicts } = session.snapshot.device;
    release();
    return verdicts.map(({ backend, status, reason }) => ({ backend, status, reason }));
  });
  await check('plain JavaScript', () => step('cpu', { backend: 'cpu' }));
  await check('a map', async () => {
    const map = document.createElement('saliency-map');
    map.setAttribute('model', 'smoke');
    const arrived = new Promise((resolve, reject) => {
      map.addEventListener('attribution', ({ attribution }) => resolve(attribution), { once: true });
      map.addEventListener('kit-error', ({ error }) => reject(error), { once: true });
    });
    main.prepend(map);
    map.scrollIntoView();
    const { map: values } = await arrived;
    return {
      pixels: values.data.length,
      finite: values.data.every(Number.isFinite),
      some: values.data.some((v) => v !== 0),
    };
  });
}

/** The tags that the package's manifest names. */
function tagsHere() {
  return JSON.parse(document.documentElement.dataset.tags);
}

const report = {
  userAgent: navigator.userAgent,
  isolated: crossOriginIsolated,
  gpu: 'gpu' in navigator,
  checks,
  complaints,
};
await fetch(`/report/${encodeURIComponent(JSON.stringify(report))}`);
