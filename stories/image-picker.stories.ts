/**
 * The image picker that every element which looks at an image shares, here in a `<saliency-map>` over the network that
 * ships: each source of pictures, and what is said of one that cannot be used.
 */
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../components/saliency-map/define.js';
import type { SaliencyMap } from '../components/saliency-map/saliency-map.js';
import { drawnCar } from './support/drawn-car.js';
import { all, button, textOf, within } from './support/in-element.js';
import { withStandInCamera } from './support/stand-in-camera.js';

const meta: Meta = {
  title: 'Parts/Image picker',
  render: () => document.createElement('saliency-map'),
  parameters: {
    docs: {
      description: {
        component:
          'Held-out samples by class, a file, an address, the clipboard, the camera, or a picture that is dropped: the ' +
          'middle square is fitted to the network’s input by the same arithmetic in every browser, and shown as the ' +
          'network sees it. Pictures never leave the page.',
      },
    },
  },
};
export default meta;
type Story = StoryObj;

/** A device that others use too may take its time. */
const PATIENT = { timeout: 30_000 };
const subject = (map: SaliencyMap) => textOf(within(map, '.sub'));
const problem = (map: SaliencyMap) => all(map, '.picker [role=alert]').map(textOf).join();
const hosted = (file: string) => new URL(`../assets/cifar10-mini/${file}`, import.meta.url).href;

async function opened(canvas: HTMLElement, tab?: string): Promise<SaliencyMap> {
  const map = canvas.querySelector('saliency-map')!;
  await waitFor(() => expect(map.attribution).toBeDefined(), PATIENT);
  await userEvent.click(button(map, 'Choose image'));
  await waitFor(() => within(map, '.picker'));
  if (tab !== undefined) await userEvent.click(button(map, tab));
  return map;
}

/** Two held-out images of each class; arrow keys move between them. */
export const Samples: Story = {
  play: async ({ canvasElement }) => {
    const map = await opened(canvasElement);
    await waitFor(() => expect(all(map, '.samples button').length).toBe(20), PATIENT);
    const [first, second] = all<HTMLButtonElement>(map, '.samples button');
    first!.focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect(map.shadowRoot!.activeElement).toBe(second);
    await userEvent.keyboard('{Enter}');
    const name = second!.getAttribute('aria-label')!.replace(/^.*, /, '');
    await waitFor(() => expect(subject(map)).toContain(name), PATIENT);
  },
};

export const File_: Story = {
  name: 'File',
  play: async ({ canvasElement }) => {
    const map = await opened(canvasElement, 'File');
    await waitFor(() => within(map, '.picker input[type=file]'));
    const file = new File([await drawnCar()], 'my-car.png', { type: 'image/png' });
    await userEvent.upload(within(map, '.picker input[type=file]'), file);
    await waitFor(() => expect(subject(map)).toContain('my-car.png'), PATIENT);
  },
};

/** What cannot be decoded is said where it was given; the image that was shown stays. */
export const NoPicture: Story = {
  play: async ({ canvasElement }) => {
    const map = await opened(canvasElement, 'File');
    await waitFor(() => within(map, '.picker input[type=file]'));
    const before = subject(map);
    const file = new File(['not a picture at all'], 'broken.png', { type: 'image/png' });
    await userEvent.upload(within(map, '.picker input[type=file]'), file);
    await waitFor(() => expect(problem(map)).toContain('broken.png'), PATIENT);
    await expect(subject(map)).toBe(before);
  },
};

/** From an address whose server lets other pages read it, or the reason why not. */
export const Address: Story = {
  play: async ({ canvasElement }) => {
    const map = await opened(canvasElement, 'Address');
    await waitFor(() => within(map, '.picker input[type=url]'));
    const input = within<HTMLInputElement>(map, '.picker input[type=url]');
    await userEvent.type(input, 'no-such-picture.png{Enter}');
    await waitFor(() => expect(problem(map)).not.toBe(''), PATIENT);
    await userEvent.clear(input);
    await userEvent.type(input, `${hosted('test.png')}{Enter}`);
    await waitFor(() => expect(subject(map)).toMatch(/test.*\.png/), PATIENT);
    await expect(problem(map)).toBe('');
  },
};

/** A picture from the clipboard, while the picker is open. */
export const Pasted: Story = {
  play: async ({ canvasElement }) => {
    const map = await opened(canvasElement);
    const data = new DataTransfer();
    data.items.add(new File([await drawnCar()], 'image.png', { type: 'image/png' }));
    map.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, composed: true }));
    await waitFor(() => expect(subject(map)).toContain('the pasted picture'), PATIENT);
  },
};

export const Dropped: Story = {
  play: async ({ canvasElement }) => {
    const map = await opened(canvasElement);
    const data = new DataTransfer();
    data.items.add(new File([await drawnCar()], 'dropped.png', { type: 'image/png' }));
    within(map, '.picker').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    await waitFor(() => expect(subject(map)).toContain('dropped.png'), PATIENT);
  },
};

/** A still from the camera, which stops when nobody looks at it any more. Here a stand-in for the camera. */
export const Camera: Story = {
  play: async ({ canvasElement }) => {
    const map = await opened(canvasElement, 'Camera');
    const stream = await withStandInCamera(async () => {
      await userEvent.click(button(map, 'Start the camera'));
      await waitFor(() => within(map, '.picker video'));
    });
    await waitFor(() => expect(within<HTMLVideoElement>(map, '.picker video').videoWidth).toBeGreaterThan(0), PATIENT);
    await userEvent.click(button(map, 'Take a picture'));
    await waitFor(() => expect(subject(map)).toContain('a picture from the camera'), PATIENT);
    await userEvent.click(button(map, 'Stop the camera'));
    await expect(stream.getTracks().every(({ readyState }) => readyState === 'ended')).toBe(true);
  },
};

/** A camera that is not allowed says what to do. */
export const CameraRefused: Story = {
  play: async ({ canvasElement }) => {
    const map = await opened(canvasElement, 'Camera');
    const { getUserMedia } = navigator.mediaDevices;
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    try {
      await userEvent.click(button(map, 'Start the camera'));
      await waitFor(() => expect(problem(map)).toContain('not allowed'));
    } finally {
      navigator.mediaDevices.getUserMedia = getUserMedia;
    }
  },
};
