/** A survey's answer as columns of numbers, which travel to a page at the cost of their bytes. */
import type { LayerSurvey } from '../types.js';
import type { ChannelSurvey } from './survey.js';

/** @param width of the layer's maps; 1 where it has none */
export function columnsOf(channels: readonly ChannelSurvey[], width: number): LayerSurvey {
  const top = channels[0]?.strongest.length ?? 0;
  const images = new Int32Array(channels.length * top);
  const positions = new Int32Array(channels.length * top);
  const values = new Float32Array(channels.length * top);
  channels.forEach(({ strongest }, channel) => {
    strongest.forEach(({ image, row, column, value }, rank) => {
      const at = channel * top + rank;
      images[at] = image;
      positions[at] = row * width + column;
      values[at] = value;
    });
  });
  return { top, images, positions, values, width, zeroShares: Float32Array.from(channels, (own) => own.zeroShare) };
}
