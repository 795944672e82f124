/** Jobs about the device itself. */
import type { JobFunction } from '../host.js';

export const openDevice: JobFunction<'device.open'> = ({ backend }, { state }) => state.openDevice(backend);

export const deviceMemory: JobFunction<'device.memory'> = (_params, { state }) => Promise.resolve(state.memory());
