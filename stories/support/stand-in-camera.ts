/** A camera for stories and tests: a canvas that is painted anew many times a second, in place of the device's own. */

/** A stream for `getUserMedia` to give; it stops painting when its tracks are stopped. */
export function standInCamera(): MediaStream {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  const stream = canvas.captureStream(30);
  let frame = 0;
  const paint = setInterval(() => {
    if (stream.getTracks().every(({ readyState }) => readyState === 'ended')) clearInterval(paint);
    context.fillStyle = '#88b4d8';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = '#b23b2e';
    context.fillRect(60 + (frame++ % 20), 60, 160, 50);
  }, 20);
  return stream;
}

/** While `action` runs, the page's camera is the stand-in; gives its stream. */
export async function withStandInCamera(action: () => Promise<void>): Promise<MediaStream> {
  const stream = standInCamera();
  const { getUserMedia } = navigator.mediaDevices;
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(stream);
  try {
    await action();
  } finally {
    navigator.mediaDevices.getUserMedia = getUserMedia;
  }
  return stream;
}
