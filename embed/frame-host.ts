/**
 * For the page around cdn/frame.html: gives each `<iframe data-convnet-frame>` the height that its content asks for.
 * Believes a message only if it comes from that very frame, from the origin that the frame was loaded from, and is a
 * height and nothing else. A sandboxed frame without `allow-same-origin` has the origin "null".
 */
import { isHeight, type AskMessage } from './messages.js';

const SELECTOR = 'iframe[data-convnet-frame]';

function originOf(frame: HTMLIFrameElement): string {
  const isOpaque = frame.hasAttribute('sandbox') && !frame.sandbox.contains('allow-same-origin');
  return isOpaque ? 'null' : new URL(frame.src, document.baseURI).origin;
}

addEventListener('message', ({ source, origin, data }) => {
  if (!isHeight(data)) return;
  for (const frame of document.querySelectorAll<HTMLIFrameElement>(SELECTOR)) {
    if (source === frame.contentWindow && origin === originOf(frame)) frame.style.height = `${data.height}px`;
  }
});

// Frames that were ready before this script was. An opaque origin can't be named as a target; the question is no secret.
for (const frame of document.querySelectorAll<HTMLIFrameElement>(SELECTOR)) {
  const origin = originOf(frame);
  const ask: AskMessage = { type: 'convnet-elements:ask' };
  frame.contentWindow?.postMessage(ask, origin === 'null' ? '*' : origin);
}
