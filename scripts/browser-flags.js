/**
 * Command-line flags for Chromium in tests. Not the finder of the browser: that is find-browser.js.
 */

/** Quiet, offline and able to start as root in a container. */
export const PLAIN_FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** Gives `navigator.gpu` a software adapter (SwiftShader); without these `requestAdapter()` answers null. */
export const WEBGPU_FLAGS = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan,WebGPU',
];
