/**
 * Looks at the GPU before TensorFlow.js does: is there an adapter, what is it called, is it only software? Works in a
 * worker and in a page. Opens no backend.
 */

export interface GpuProbe {
  /** Name of the adapter or renderer, as far as the browser tells. */
  readonly name: string;
  /** True for an adapter that computes on the CPU: slower than wasm there. */
  readonly software: boolean;
}

/** How the software rasterisers of Chromium, Mesa, Windows (twice) and macOS call themselves, somewhere in a name. */
const SOFTWARE = ['SwiftShader', 'llvmpipe', 'lavapipe', 'softpipe', 'Basic Render', 'WARP', 'Software'];
const softwareIn = (text: string): string | undefined =>
  SOFTWARE.find((name) => new RegExp(`\\b${name}`, 'i').test(text));

/** Undefined where the browser has no WebGPU or no adapter for this page. */
export async function probeWebGpu(): Promise<GpuProbe | undefined> {
  // The request of TensorFlow.js's own start, so that both meet the same adapter.
  const adapter = await gpu()
    ?.requestAdapter({ powerPreference: 'high-performance' })
    .catch(() => undefined);
  if (!adapter) return undefined;
  // Older browsers have no `info`, and the flag on the adapter itself.
  const info: Partial<GPUAdapterInfo> = adapter.info ?? {};
  const { vendor = '', architecture = '', device = '', description = '' } = info;
  const fallback = info.isFallbackAdapter ?? (adapter as { isFallbackAdapter?: boolean }).isFallbackAdapter ?? false;
  const software = softwareIn([vendor, architecture, device, description].join(' '));
  const name = description || [vendor, architecture, device].filter(Boolean).join(' ') || 'unnamed adapter';
  return { name: software ?? name, software: fallback || software !== undefined };
}

function gpu(): GPU | undefined {
  return typeof navigator === 'undefined' ? undefined : navigator.gpu;
}

/** Undefined where the browser gives no WebGL 2 context. */
export function probeWebGl(): GpuProbe | undefined {
  const canvas =
    typeof OffscreenCanvas === 'undefined' ? globalThis.document?.createElement('canvas') : new OffscreenCanvas(1, 1);
  const gl = canvas?.getContext('webgl2') as WebGL2RenderingContext | null | undefined;
  if (!gl) return undefined;
  const plain = String(gl.getParameter(gl.RENDERER));
  // Chromium and WebKit hide the name behind an extension; Firefox warns in the console when it is asked for it.
  const extension = plain === 'WebKit WebGL' ? gl.getExtension('WEBGL_debug_renderer_info') : null;
  const name = extension ? String(gl.getParameter(extension.UNMASKED_RENDERER_WEBGL)) : plain;
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  const software = softwareIn(name);
  return { name: software ?? name, software: software !== undefined };
}
