/** What a framed page and the page around it say to each other, and how each knows that it means them. */

/** The framed page's height in CSS pixels: from the frame to the page around it. */
export interface HeightMessage {
  readonly type: 'convnet-elements:height';
  readonly height: number;
}
/** "Say your height": from the page around it to the frame. */
export interface AskMessage {
  readonly type: 'convnet-elements:ask';
}

/** No figure is taller; a frame that says so is broken, or not ours. In CSS pixels. */
const TALLEST = 20_000;

export function isHeight(data: unknown): data is HeightMessage {
  if (!isTyped(data, 'convnet-elements:height') || Object.keys(data).length !== 2) return false;
  const { height } = data as { height?: unknown };
  return typeof height === 'number' && Number.isFinite(height) && height >= 0 && height <= TALLEST;
}

export function isAsk(data: unknown): data is AskMessage {
  return isTyped(data, 'convnet-elements:ask') && Object.keys(data).length === 1;
}

function isTyped(data: unknown, type: string): data is object {
  return typeof data === 'object' && data !== null && (data as { type?: unknown }).type === type;
}
