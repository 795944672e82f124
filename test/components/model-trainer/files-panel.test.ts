/** A reader's own pictures, camera and networks: what the panel asks of the model, and what it says. */
import { expect } from '@open-wc/testing';
import type { ModelTrainer } from '../../../components/model-trainer/model-trainer.js';
import { KitError } from '../../../core/index.js';
import { all, button, settled, textOf, until, within } from '../shared/element-tools.js';
import { bench } from './tools.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const says = (trainer: ModelTrainer) => plain(textOf(within(trainer, '#panel-files')));

async function opened(state: Parameters<typeof bench>[0] = 'idle') {
  const made = await bench(state);
  made.session.obedient = true;
  button(made.trainer, 'Own pictures and networks').click();
  await until(() => all(made.trainer, '.files').length > 0, 'the panel');
  return made;
}

function choose(input: HTMLInputElement, ...files: File[]): void {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  input.files = data.files;
  input.dispatchEvent(new Event('change'));
}

const fileInputs = (trainer: ModelTrainer) => all<HTMLInputElement>(trainer, '.files input[type=file]');

describe('<model-trainer>: own pictures and networks', () => {
  it('reads pictures, says what came of them and lists every file that was left out', async () => {
    const { trainer, session } = await opened();
    const error = new KitError('bad-data', 'pets/cat/7.png is empty.');
    session.leftOut = Array.from({ length: 60 }, () => ({ path: 'pets/cat/7.png', error }));
    expect(says(trainer)).to.contain('None yet.');
    const [folder, zip] = fileInputs(trainer);
    expect(folder!.webkitdirectory).to.equal(true);
    choose(zip!, new File(['zip'], 'pets.zip'));
    await until(() => says(trainer).includes('60 files left out'), 'what came of it');
    expect(session.requests).to.deep.equal(['importDataset pets.zip']);
    expect(says(trainer)).to.contain('30 pictures of 2 classes to learn from (cat, dog), 8 held out.');
    expect(all(trainer, '.left-out li')).to.have.length(51);
    expect(textOf(all(trainer, '.left-out li')[50]!)).to.equal('and 10 more');
    button(trainer, 'Back to CIFAR-10').click();
    expect(session.requests.at(-1)).to.equal('configure {"dataset":"cifar10-mini"}');
  });

  it('takes what is dropped, and says what is wrong without losing anything', async () => {
    const { trainer, session } = await opened('paused');
    session.importDataset = () => Promise.reject(new KitError('bad-data', 'No picture could be read.'));
    const before = session.snapshot;
    const data = new DataTransfer();
    data.items.add(new File(['text'], 'notes.txt'));
    within(trainer, '.files').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    await until(() => all(trainer, '.files [role=alert]').length > 0, 'the problem');
    expect(says(trainer)).to.contain('No picture could be read.');
    expect(session.snapshot).to.equal(before);
  });

  it('starts from the features of a shipped network, frozen or not, and again from random weights', async () => {
    const { trainer, session } = await opened();
    const select = within<HTMLSelectElement>(trainer, '.files select');
    const box = within<HTMLInputElement>(trainer, '.files [type=checkbox]');
    expect(box.disabled).to.equal(true);
    expect([...select.options].map(({ value }) => value)).to.include.members(['', 'baseline-slim', 'mobilenet']);
    select.value = 'baseline-slim';
    select.dispatchEvent(new Event('change'));
    await settled(trainer);
    expect(session.snapshot.settings).to.include({ init: 'baseline-slim' });
    expect(box.disabled).to.equal(false);
    box.click();
    await settled(trainer);
    expect(session.snapshot.settings.freeze).to.equal('features');
    select.value = '';
    select.dispatchEvent(new Event('change'));
    await settled(trainer);
    expect(session.snapshot.settings).to.include({ init: undefined, freeze: undefined });
  });

  it('opens a network from files', async () => {
    const { trainer, session } = await opened();
    choose(fileInputs(trainer)[2]!, new File(['{}'], 'model.json'), new File(['w'], 'group1-shard1of1.bin'));
    await until(() => session.requests.length > 0, 'the request');
    expect(session.requests).to.deep.equal(['importModel']);
  });

  it('says why there is no camera', async () => {
    const { trainer } = await opened();
    const { getUserMedia } = navigator.mediaDevices;
    const refusals = { NotFoundError: /no camera/, NotAllowedError: /not allowed/, NotReadableError: /in use/ };
    try {
      for (const [name, words] of Object.entries(refusals)) {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name));
        button(trainer, 'Start the camera').click();
        await until(() => words.test(says(trainer)), name);
      }
    } finally {
      navigator.mediaDevices.getUserMedia = getUserMedia;
    }
  });

  it('makes a data set of the camera’s stills, by class', async () => {
    const { trainer, session } = await opened();
    const { getUserMedia } = navigator.mediaDevices;
    const canvas = document.createElement('canvas');
    canvas.getContext('2d')!.fillRect(0, 0, 10, 10);
    const stream = canvas.captureStream(30);
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(stream);
    try {
      button(trainer, 'Start the camera').click();
      await until(() => all(trainer, '.files video').length > 0, 'the camera');
    } finally {
      navigator.mediaDevices.getUserMedia = getUserMedia;
    }
    const paint = setInterval(() => canvas.getContext('2d')!.fillRect(0, 0, 10, 10), 20);
    const video = within<HTMLVideoElement>(trainer, '.files video');
    await until(() => video.videoWidth > 0, 'its picture');
    const name = all<HTMLInputElement>(trainer, '.camera-classes input')[0]!;
    name.value = 'cup/mug';
    name.dispatchEvent(new Event('change'));
    const learn = button(trainer, 'Learn from these');
    expect(learn.getAttribute('aria-disabled')).to.equal('true');
    for (const [row, count] of [
      [0, 2],
      [1, 1],
    ] as const) {
      // prettier-ignore
      for (let i = 1; i <= count; i++) {
        all<HTMLButtonElement>(trainer, '.camera-classes li button')[row]!.click();
        await until(
          () => plain(textOf(all(trainer, '.camera-classes li')[row]!)).includes(`${i} picture`),
          `still ${i} of row ${row}`,
        );
      }
    }
    learn.click();
    await until(() => session.requests.length > 0, 'the request');
    expect(session.requests).to.deep.equal(['importDataset cup mug/1.png cup mug/2.png class 2/1.png']);
    await until(() => stream.getTracks().every(({ readyState }) => readyState === 'ended'), 'the camera to stop');
    clearInterval(paint);
  });
});
