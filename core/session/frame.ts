/**
 * "At most once a frame", also where there are no frames: a hidden tab stops animation frames, but a training run in
 * it goes on and must still be able to say so.
 */

/** How often a hidden page is told of changes, in ms; nobody sees them, only events hang on it. */
const HIDDEN_MS = 250;

/** Calls `callback` once before the next paint, or soon where nothing is painted. */
export function nextFrame(callback: () => void): void {
  if (document.hidden) {
    setTimeout(callback, HIDDEN_MS);
    return;
  }
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    document.removeEventListener('visibilitychange', once);
    callback();
  };
  requestAnimationFrame(once);
  // A tab that is hidden before the frame comes would wait for it until it is shown again.
  document.addEventListener('visibilitychange', once);
}
