/** Pictures of the reader's own in the shared picker: from the clipboard, an address, the camera, dropped. */
import { expect, fixture, html } from '@open-wc/testing';
import '../../../components/saliency-map/define.js';
import type { SaliencyMap } from '../../../components/saliency-map/saliency-map.js';
import { ExplainingSession } from '../../../stories/support/explaining-session.js';
import { withStandInCamera } from '../../../stories/support/stand-in-camera.js';
import { all, button, settled, textOf, until, within } from './element-tools.js';

async function opened(): Promise<SaliencyMap> {
  const element = document.createElement('saliency-map');
  element.session = new ExplainingSession();
  (await fixture<HTMLElement>(html`<div style="width: 720px"></div>`)).append(element);
  await until(() => element.attribution !== undefined, 'the first map');
  button(element, 'Choose image').click();
  await until(() => all(element, '.picker .samples button').length > 0, 'the samples');
  return element;
}

const subject = (element: SaliencyMap) => textOf(within(element, '.sub'));
const problem = (element: SaliencyMap) => all(element, '.picker [role=alert]').map(textOf).join();

async function png(): Promise<Blob> {
  const canvas = new OffscreenCanvas(40, 30);
  canvas.getContext('2d')!.fillRect(0, 0, 20, 30);
  return canvas.convertToBlob();
}

/** `Event`s of the clipboard are made by hand: no browser lets a test fill the real one. */
function paste(target: Element, data: DataTransfer): boolean {
  const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true, composed: true });
  return !target.dispatchEvent(event);
}

describe('the image picker', () => {
  it('takes a picture or an address from the clipboard, and leaves other text alone', async () => {
    const element = await opened();
    const data = new DataTransfer();
    data.items.add(new File([await png()], 'image.png', { type: 'image/png' }));
    expect(paste(element, data)).to.equal(true);
    await until(() => subject(element).includes('the pasted picture'), 'the pasted picture');
    const address = new DataTransfer();
    address.setData('text/plain', new URL('../../../assets/cifar10-mini/test.png', import.meta.url).href);
    expect(paste(element, address)).to.equal(true);
    await until(() => subject(element).includes('test.png'), 'the picture at the address');
    const text = new DataTransfer();
    text.setData('text/plain', 'some words');
    expect(paste(element, text)).to.equal(false);
    button(element, 'Choose image').click();
    await settled(element);
    expect(paste(element, data), 'while it is shut').to.equal(false);
  });

  it('loads a picture from an address, or says why not', async () => {
    const element = await opened();
    button(element, 'Address').click();
    await settled(element);
    const input = within<HTMLInputElement>(element, '.picker input[type=url]');
    const load = async (address: string) => {
      input.value = address;
      button(element, 'Load').click();
      await settled(element);
    };
    await load('http://[');
    expect(problem(element)).to.contain('no address');
    await load(new URL('no-such-picture.png', import.meta.url).href);
    await until(() => problem(element).includes('404'), 'the refusal');
    await load(new URL('../../../assets/cifar10-mini/test.png', import.meta.url).href);
    await until(() => subject(element).includes('test.png'), 'the picture');
    expect(problem(element)).to.equal('');
  });

  it('takes what is dropped', async () => {
    const element = await opened();
    const data = new DataTransfer();
    data.items.add(new File([await png()], 'dropped.png'));
    within(element, '.picker').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    await until(() => subject(element).includes('dropped.png'), 'the dropped picture');
  });

  it('takes a still from the camera, which stops when nobody looks at it any more', async () => {
    const element = await opened();
    button(element, 'Camera').click();
    await settled(element);
    const stream = await withStandInCamera(async () => {
      button(element, 'Start the camera').click();
      await until(() => all(element, '.picker video').length > 0, 'the camera');
    });
    const video = within<HTMLVideoElement>(element, '.picker video');
    await until(() => video.videoWidth > 0, 'its picture');
    button(element, 'Take a picture').click();
    await until(() => subject(element).includes('a picture from the camera'), 'the still');
    button(element, 'File').click();
    await until(() => stream.getTracks().every(({ readyState }) => readyState === 'ended'), 'the camera to stop');
  });
});
