/**
 * A camera as a source of single pictures: started by a press, shown while it runs, stopped when it is no longer looked
 * at. What is taken stays in the page; nothing is recorded.
 */
import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { KitError } from '../../core/index.js';
import { hold, type Held } from './hold.js';

/** Wide enough for any network that a page runs; a larger picture would only be slower. */
const SIDE = 640;

export class Webcam implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #video: Held<HTMLVideoElement> = { element: undefined };
  #stream: MediaStream | undefined;
  #starting = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get running(): boolean {
    return this.#stream !== undefined;
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** @throws KitError internal where there is no camera or it is not allowed */
  async start(): Promise<void> {
    if (this.#stream !== undefined || this.#starting) return;
    this.#starting = true;
    try {
      const video = { width: { ideal: SIDE }, height: { ideal: SIDE } };
      this.#stream = await navigator.mediaDevices.getUserMedia({ video });
    } catch (cause) {
      throw new KitError('internal', whyNot(cause), { cause });
    } finally {
      this.#starting = false;
    }
    this.#host.requestUpdate();
  }

  stop(): void {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = undefined;
    this.#host.requestUpdate();
  }

  /**
   * What the camera sees now, as a PNG.
   * @throws KitError internal before its first picture has come
   */
  still(): Blob {
    const video = this.#video.element;
    if (this.#stream === undefined || video === undefined || video.videoWidth === 0) {
      throw new KitError('internal', 'The camera shows nothing yet. Wait for its picture.');
    }
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d')!.drawImage(video, 0, 0);
    // Encoded at once: toBlob and convertToBlob wait for idle moments of the page, in a busy browser for many seconds.
    const [, base64 = ''] = canvas.toDataURL('image/png').split(',');
    return new Blob([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))], { type: 'image/png' });
  }

  render(): TemplateResult {
    return html`<video
      class="camera"
      part="camera"
      aria-label="What the camera sees"
      playsinline
      .muted=${true}
      .srcObject=${this.#stream ?? null}
      @loadedmetadata=${(event: Event) => void (event.target as HTMLVideoElement).play().catch(() => undefined)}
      ${hold(this.#video)}
    ></video>`;
  }
}

function whyNot(cause: unknown): string {
  const name = cause instanceof DOMException ? cause.name : '';
  if (name === 'NotAllowedError') {
    return 'The camera is not allowed. Allow it for this page in the browser’s address bar, and try again.';
  }
  if (name === 'NotFoundError') return 'There is no camera on this device.';
  if (name === 'NotReadableError') return 'The camera is in use by another program.';
  return isSecureContext ? 'The camera could not be started.' : 'A camera needs a page that was loaded by https.';
}
