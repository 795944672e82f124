/** A picture of a reader's own, for stories: drawn, so that nobody's photograph is shipped. */

/** 200 × 150 pixels of a red car under a blue sky, roughly. */
export function drawnCar(): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = 200;
  canvas.height = 150;
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#88b4d8';
  context.fillRect(0, 0, 200, 150);
  context.fillStyle = '#b23b2e';
  context.fillRect(50, 70, 100, 40);
  return new Promise((done) => canvas.toBlob((made) => done(made!)));
}
