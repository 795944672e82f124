/** Starts the Chromium that find-browser.js finds, through Playwright's protocol, and listens to what pages complain of. */
import { chromium } from 'playwright-core';
import { PLAIN_FLAGS, WEBGPU_FLAGS } from './browser-flags.js';
import { findOrInstallBrowser } from './find-browser.js';

/**
 * @param {object} [options]
 * @param {boolean} [options.webgpu] a software WebGPU adapter; without it pages find none
 * @param {string[]} [options.flags] more command-line flags
 */
export function launchBrowser({ webgpu = false, flags = [] } = {}) {
  return chromium.launch({
    executablePath: findOrInstallBrowser(),
    args: [...PLAIN_FLAGS, ...(webgpu ? WEBGPU_FLAGS : []), ...flags],
  });
}

/**
 * Collects what a page, its frames and its workers report as wrong.
 * @returns an array that grows: errors on the console and uncaught exceptions, as text
 */
export function collectComplaints(page) {
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const { url, lineNumber } = message.location();
    complaints.push(`console.error: ${message.text()}${url ? `\n  at ${url}:${lineNumber + 1}` : ''}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('crash', () => complaints.push('the page crashed'));
  return complaints;
}
