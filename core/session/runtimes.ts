/**
 * The hosts of this page: one per backend that models ask for, in practice one, since almost every page leaves the
 * choice to the library. A host starts with the first model that computes and ends some time after the last is freed.
 */
import type { RuntimeClient } from '../runtime/client.js';
import { configuration } from '../runtime/configure.js';
import type { BackendChoice, DeviceReport } from '../types.js';

export interface Runtime {
  readonly client: RuntimeClient;
  readonly device: DeviceReport;
}
export interface RuntimeLease extends Runtime {
  release(): void;
}

/** Long enough that a page which swaps one figure for another keeps its compiled kernels, in ms. */
const KEEP_MS = 30_000;

interface Entry {
  readonly runtime: Promise<Runtime>;
  users: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}
const entries = new Map<BackendChoice, Entry>();

/** @throws KitError no-backend or worker-blocked; the next call tries again. */
export async function acquireRuntime(choice: BackendChoice): Promise<RuntimeLease> {
  const backend = choice === 'auto' ? (configuration().backend ?? 'auto') : choice;
  let entry = entries.get(backend);
  if (!entry) {
    entry = { runtime: start(backend), users: 0, timer: undefined };
    entries.set(backend, entry);
  }
  const held = entry;
  clearTimeout(held.timer);
  held.users += 1;
  try {
    const runtime = await held.runtime;
    let released = false;
    return {
      ...runtime,
      release: () => {
        if (!released) giveBack(backend, held);
        released = true;
      },
    };
  } catch (thrown) {
    if (entries.get(backend) === held) entries.delete(backend);
    throw thrown;
  }
}

async function start(backend: BackendChoice): Promise<Runtime> {
  // Only now: a page whose reader never presses a button does not load what starts workers and talks to them.
  const [{ RuntimeClient }, { spawnHost }] = await Promise.all([
    import('../runtime/client.js'),
    import('../runtime/spawn.js'),
  ]);
  const client = new RuntimeClient(await spawnHost());
  try {
    return { client, device: await openDevice(client, backend) };
  } catch (thrown) {
    client.terminate();
    throw thrown;
  }
}

/** Opens the device of a host, or the next best after it was lost; says where the host is if that is not plain. */
export async function openDevice(client: RuntimeClient, backend: BackendChoice): Promise<DeviceReport> {
  const device = await client.run('device.open', { backend }).result;
  return client.reason === undefined ? device : { ...device, hostReason: client.reason };
}

function giveBack(backend: BackendChoice, entry: Entry): void {
  entry.users -= 1;
  if (entry.users > 0) return;
  entry.timer = setTimeout(() => {
    if (entries.get(backend) === entry) entries.delete(backend);
    void entry.runtime.then(({ client }) => client.terminate());
  }, KEEP_MS);
}
