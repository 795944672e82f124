/** The browser tests' configuration, for a measurement that takes as long as it takes. */
import base from '../../web-test-runner.config.js';

export default { ...base, files: ['bench/shipped-networks.bench.ts'], testsFinishTimeout: 3 * 60 * 60_000 };
