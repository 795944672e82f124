/** What the trainer shows: every state, the finding, charts, pictures, confusion, tables, export, room, accessibility. */
import { expect } from '@open-wc/testing';
import axe from 'axe-core';
import type { Evaluation } from '../../../core/index.js';
import { accuracyChart, lossChart } from '../../../components/model-trainer/curves.js';
import { smoothed } from '../../../components/shared/smoothed.js';
import { findingText, mostFrequentConfusion } from '../../../components/model-trainer/finding.js';
import { wilsonInterval } from '../../../core/analysis/index.js';
import { runLog, stepsCsv, tableCsv, tagFor } from '../../../components/model-trainer/run-log.js';
import { runRows } from '../../../components/model-trainer/run-table.js';
import { progressWords } from '../../../components/shared/train-progress.js';
import { sampleEvaluation, sampleRun } from '../../../stories/support/sample-run.js';
import { STATES } from '../../../stories/support/sample-states.js';
import { all, button, press, settled, textOf, until, within } from '../shared/element-tools.js';
import { bench } from './tools.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('the finding', () => {
  it('has the Wilson interval of its share (bounds solve the score equation)', () => {
    for (const [right, count] of [
      [524, 1000],
      [0, 10],
      [10, 10],
      [3, 7],
      [4567, 10000],
    ] as const) {
      const share = right / count;
      for (const bound of wilsonInterval(share, count)) {
        // |p̂ − p| = z √(p (1 − p) / n) is what defines both bounds.
        expect((share - bound) ** 2).to.be.closeTo((1.959963984540054 ** 2 * bound * (1 - bound)) / count, 1e-12);
        expect(bound).to.be.within(-1e-12, 1 + 1e-12);
      }
    }
  });

  it('finds the most frequent confusion relative to the size of the class', () => {
    const confusion = [
      [90, 10, 0],
      [2, 5, 3],
      [0, 0, 0],
    ];
    expect(mostFrequentConfusion(confusion)).to.deep.equal({ truth: 1, predicted: 2, rate: 0.3 });
    expect(
      mostFrequentConfusion([
        [3, 0],
        [0, 4],
      ]),
    ).to.equal(undefined);
  });

  it('says the figures of the last evaluation', async () => {
    const { trainer, session } = await bench('training');
    const evaluation = session.snapshot.evaluations.at(-1)!;
    // Computed apart: counts from the matrix, the interval by bisection of the score equation.
    const right = evaluation.confusion.reduce((sum, row, i) => sum + row[i]!, 0);
    const share = right / 1000;
    const solve = (low: number, high: number): number => {
      for (let i = 0; i < 60; i += 1) {
        const p = (low + high) / 2;
        const outside = (share - p) ** 2 > (1.959963984540054 ** 2 * p * (1 - p)) / 1000;
        if (outside === p < share) low = p;
        else high = p;
      }
      return low;
    };
    const words = plain(textOf(within(trainer, '[part=finding]')));
    expect(words).to.contain(`After ${evaluation.step} of 624 steps the network names ${(share * 100).toFixed(1)} %`);
    expect(words).to.contain('of 1,000 images that it has never seen');
    expect(words).to.contain(
      `95 % interval ${(solve(0, share) * 100).toFixed(1)} to ${(solve(share, 1) * 100).toFixed(1)}; guessing gives 10 %`,
    );
    expect(words).to.match(/It most often takes cats for dogs: 2\d times in 100\./);
    expect(plain(textOf(within(trainer, '[part=finding] b')))).to.equal(`${(share * 100).toFixed(1)} %`);
  });

  it('claims nothing that chance could have done', async () => {
    const { session } = await bench('idle');
    const poor: Evaluation = sampleEvaluation(156, 0.1, 2.3);
    session.show({ evaluations: [poor], step: 156 });
    expect(plain(findingText(session.snapshot))).to.match(/no better than guessing, 10 %/);
  });
});

describe('the figure', () => {
  const said: [state: (typeof STATES)[number], progress: RegExp, primary: string][] = [
    ['idle', /624 steps: 8 epochs of 5,000 images.*MB to download/, 'Train'],
    ['downloading', /images: 1\.3 of 2\.3 MB · training starts after this part/, 'Cancel'],
    ['preparing', /checking this device: one small step against known numbers/, 'Cancel'],
    ['training', /step 319 of 624 · epoch 5 of 8.*412 images\/s · 47 s left/, 'Pause'],
    ['paused', /step 319 of 624 · paused.*47 s of work left/, 'Resume'],
    ['finished', /all 624 steps done/, 'Train Again'],
    ['diverged', /step 156 of 624 · stopped/, 'Train'],
    ['fetchFailed', /stopped before the first step/, 'Train'],
    ['noBackend', /stopped before the first step/, 'Train'],
  ];
  for (const [state, progress, primary] of said) {
    it(`says how far it is: ${state}`, async () => {
      const { trainer } = await bench(state);
      expect(plain(textOf(within(trainer, '[part=progress]')))).to.match(progress);
      expect(textOf(within(trainer, '[part=primary-button]'))).to.equal(primary);
    });
  }

  it('foresees the time of a run once the device has shown its speed', async () => {
    const { trainer, session } = await bench('training');
    session.show({ ...sampleRun(session.snapshot, 700) });
    session.show({ phase: 'idle', step: 0, points: [], evaluations: [], progress: undefined });
    await settled(trainer);
    expect(plain(textOf(within(trainer, '[part=progress]')))).to.match(/about 97 s|about 1 min 37 s|about 2 minutes/);
    expect(progressWords(session.snapshot, undefined, false).start).not.to.contain('about');
  });

  it('is as high in every state, at every width', async () => {
    for (const width of [280, 320, 420, 560, 640, 720]) {
      const heights: Record<string, number> = {};
      for (const state of STATES) {
        const { trainer } = await bench(state, { width });
        heights[state] = Math.round(trainer.getBoundingClientRect().height);
        expect(trainer.scrollWidth, `${state} at ${width} px sticks out`).to.be.at.most(width);
        trainer.parentElement!.remove();
      }
      expect([...new Set(Object.values(heights))], `at ${width} px: ${JSON.stringify(heights)}`).to.have.length(1);
    }
  });

  it('shows what the network sees, and what it says of held-out images', async () => {
    const { trainer, session } = await bench('training');
    const names = session.snapshot.dataset.classNames;
    const labels = all(trainer, '[part=inputs] canvas').map((canvas) => canvas.getAttribute('aria-label'));
    expect(labels).to.deep.equal(session.snapshot.seen!.labels.slice(0, 12).map((label) => names[label]));
    const canvas = within<HTMLCanvasElement>(trainer, '[part=inputs] canvas');
    const shown = canvas.getContext('2d')!.getImageData(0, 0, 1, 1).data;
    expect([...shown.slice(0, 3)]).to.deep.equal([...session.snapshot.seen!.images.data.slice(0, 3)]);
    const predictions = all(trainer, '.pred').map((one) => plain(textOf(one)));
    expect(predictions).to.have.length(8);
    session.snapshot.samples.forEach(({ probabilities, label }, i) => {
      const best = probabilities.indexOf(Math.max(...probabilities));
      expect(predictions[i]).to.contain(`${names[best]} ${(probabilities[best]! * 100).toFixed(0)} %`);
      expect(predictions[i]).to.contain(best === label ? '✓ right' : '✕ it is a');
      expect(predictions[i]).to.contain(best === label ? '' : names[label]);
    });
  });

  it('opens "why this device?" with a verdict for each way to compute', async () => {
    const { trainer, session } = await bench('training');
    const line = within(trainer, '[part=device]');
    expect(plain(textOf(line))).to.contain('wasm · 2 threads, no usable GPU');
    expect(line.getAttribute('aria-expanded')).to.equal('false');
    line.click();
    await until(() => textOf(within(trainer, '#why')) !== '', 'the verdicts');
    expect(line.getAttribute('aria-expanded')).to.equal('true');
    const note = textOf(within(trainer, '#why'));
    for (const { backend } of session.snapshot.device!.verdicts) expect(note).to.contain(backend);
    expect(note).to.contain('only a software adapter');
    session.show({ device: undefined });
    await trainer.updateComplete;
    expect(textOf(within(trainer, '#why'))).to.contain('Nothing was started yet');
  });

  it('explains the loss, the step and the interval with this run’s numbers', async () => {
    const { trainer, session } = await bench('training');
    const opener = button(trainer, 'How it is computed');
    opener.click();
    await until(() => all(trainer, 'math').length === 3, 'the formulas');
    expect(opener.getAttribute('aria-expanded')).to.equal('true');
    const panel = within(trainer, `#${opener.getAttribute('aria-controls')}`);
    const last = session.snapshot.points.at(-1)!;
    const { accuracy } = session.snapshot.evaluations.at(-1)!;
    const words = plain(textOf(panel));
    expect(words).to.contain(`loss was ${last.loss.toFixed(3)} nats`);
    expect(words).to.contain(`${(Math.exp(-last.loss) * 100).toFixed(0)} %, in the geometric mean`);
    expect(words).to.contain(`p̂ = ${Math.round(accuracy * 1000)} / 1,000`);
    expect(panel.querySelector('math')!.namespaceURI).to.equal('http://www.w3.org/1998/Math/MathML');
    opener.click();
    await trainer.updateComplete;
    expect(panel.hidden).to.equal(true);
  });

  it('has its numbers as real tables', async () => {
    const { trainer, session } = await bench('training');
    button(trainer, 'Numbers as a table').click();
    await until(() => all(trainer, 'table').length === 2, 'the tables');
    const [curve, confusion] = all<HTMLTableElement>(trainer, 'table');
    const rows = runRows(session.snapshot);
    expect(curve!.tBodies[0]!.rows).to.have.length(rows.length);
    expect(rows.at(-1)!.step).to.equal(session.snapshot.step);
    expect(confusion!.tBodies[0]!.rows[3]!.cells[6]!.textContent).to.equal(
      String(session.snapshot.evaluations.at(-1)!.confusion[3]![5]),
    );
    expect(curve!.querySelectorAll('th[scope=col]')).to.have.length(5);
  });
});

describe('the charts', () => {
  it('label their lines with the last values and state the finding', async () => {
    const { trainer, session } = await bench('training');
    const [accuracy, loss] = all(trainer, '.plot svg');
    const { evaluations } = session.snapshot;
    expect(accuracy!.getAttribute('aria-label')).to.contain(
      `${(evaluations.at(-1)!.accuracy * 100).toFixed(1)} % at step ${evaluations.at(-1)!.step}`,
    );
    expect(loss!.getAttribute('role')).to.equal('img');
    const words = all(trainer, '.plot .label').map(textOf);
    expect(words[0]).to.equal(`${(evaluations.at(-1)!.accuracy * 100).toFixed(1)} % held-out`);
    expect(words[2]).to.equal(`${evaluations.at(-1)!.loss.toFixed(2)} held-out`);
    expect(accuracy!.querySelectorAll('.ring')).to.have.length(evaluations.length);
  });

  it('span the whole run from the start', async () => {
    const { session } = await bench('idle');
    for (const chart of [accuracyChart, lossChart]) {
      const empty = chart(session.snapshot);
      session.show(sampleRun(session.snapshot, 624));
      const full = chart(session.snapshot);
      expect(full.x.last).to.equal(empty.x.last);
      expect(full.y.domain).to.deep.equal(empty.y.domain);
      session.show({ points: [], evaluations: [], step: 0 });
    }
  });

  it('give way when the loss leaves the axis', async () => {
    const { session } = await bench('training');
    const points = session.snapshot.points.map((point) => ({ ...point, loss: point.loss + 4 }));
    expect(lossChart({ ...session.snapshot, points }).y.domain[1]).to.be.at.least(6);
  });

  it('smooth without a debt to zero: a constant stays constant', () => {
    const points = Array.from({ length: 50 }, (_, i) => ({ step: i + 1, loss: 2, accuracy: 0.5, learningRate: 1 }));
    for (const [, value] of smoothed(points, ({ loss }) => loss, 20)) expect(value).to.be.closeTo(2, 1e-12);
  });

  it('are read point by point with the keyboard, both at once', async () => {
    const { trainer, session } = await bench('training');
    const [probe] = all<HTMLInputElement>(trainer, 'input.probe');
    probe!.focus();
    await trainer.updateComplete;
    expect(probe!.getAttribute('aria-valuetext')).to.match(
      /^step 319: held-out 51\.\d % \(step 312\), training \d+ %$/,
    );
    probe!.value = String(77);
    probe!.dispatchEvent(new Event('input'));
    await trainer.updateComplete;
    const at = session.snapshot.evaluations[0]!;
    expect(probe!.getAttribute('aria-valuetext')).to.contain(
      `step ${at.step}: held-out ${(at.accuracy * 100).toFixed(1)} %`,
    );
    expect(all(trainer, '.plot .cursor')).to.have.length(2);
    probe!.blur();
    await trainer.updateComplete;
    expect(all(trainer, '.plot .cursor')).to.have.length(0);
  });

  it('follow the pointer', async () => {
    const { trainer } = await bench('finished');
    const plot = within(trainer, '.plot');
    const box = plot.getBoundingClientRect();
    plot.dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + box.width / 2, bubbles: true }));
    await trainer.updateComplete;
    const spoken = within(trainer, 'input.probe').getAttribute('aria-valuetext')!;
    const step = Number(/^step ([\d,]+)/.exec(spoken)![1]!.replace(',', ''));
    expect(step).to.be.within(225, 325);
    plot.dispatchEvent(new PointerEvent('pointerleave'));
    await trainer.updateComplete;
    expect(all(trainer, '.plot .cursor')).to.have.length(0);
  });

  it('keep all their words inside the drawing, at any type size', async () => {
    for (const size of ['16px', '24px']) {
      const { trainer } = await bench('finished', { width: 560 });
      trainer.style.fontSize = size;
      await settled(trainer);
      for (const plot of all(trainer, '.plot')) {
        const frame = plot.getBoundingClientRect();
        for (const text of plot.querySelectorAll('text')) {
          const box = text.getBoundingClientRect();
          expect(box.left, textOf(text)).to.be.at.least(frame.left - 1);
          expect(box.right, textOf(text)).to.be.at.most(frame.right + 1);
        }
      }
    }
  });
});

describe('the confusion matrix', () => {
  it('is a grid that arrow keys move through, and names each cell', async () => {
    const { trainer, session } = await bench('training');
    const cells = all(trainer, '[role=gridcell]');
    expect(cells).to.have.length(100);
    const { confusion } = session.snapshot.evaluations.at(-1)!;
    expect(cells[35]!.getAttribute('aria-label')).to.equal(`cat taken for dog: ${confusion[3]![5]} in 100`);
    expect(cells[33]!.getAttribute('aria-label')).to.equal(`cat: right ${confusion[3]![3]} in 100`);
    expect(cells.filter((cell) => cell.tabIndex === 0)).to.have.length(1);
    cells[0]!.focus();
    press(cells[0]!, 'ArrowDown');
    press(cells[10]!, 'ArrowRight');
    await trainer.updateComplete;
    expect(trainer.shadowRoot!.activeElement).to.equal(cells[11]);
    press(cells[11]!, 'End');
    await trainer.updateComplete;
    expect(trainer.shadowRoot!.activeElement).to.equal(cells[19]);
    expect(textOf(within(trainer, '.cm-cap'))).to.match(/^automobile taken for truck: \d+ in 100\.$/);
    expect(within(trainer, '[role=grid]').getAttribute('aria-label')).to.contain('cat taken for dog');
  });
});

describe('export', () => {
  it('opens a menu that arrow keys, letters and Escape operate', async () => {
    const { trainer } = await bench('training');
    const opener = button(trainer, 'Export');
    opener.focus();
    press(opener, 'ArrowDown');
    await until(() => trainer.shadowRoot!.activeElement?.role === 'menuitem', 'the menu');
    const items = all(trainer, '[role=menuitem]');
    const active = () => textOf(trainer.shadowRoot!.activeElement!);
    expect(active()).to.equal('Picture PNG, 2 ×');
    press(items[0]!, 'ArrowUp');
    expect(active()).to.equal('Copy the tag HTML');
    press(items.at(-1)!, 'r');
    expect(active()).to.equal('Run log JSON');
    press(trainer.shadowRoot!.activeElement!, 'Escape');
    await trainer.updateComplete;
    expect(all(trainer, '[role=menu]')).to.have.length(0);
    expect(trainer.shadowRoot!.activeElement).to.equal(opener);
    opener.click();
    await until(() => all(trainer, '[role=menu]').length === 1, 'the menu');
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    await trainer.updateComplete;
    expect(all(trainer, '[role=menu]')).to.have.length(0);
  });

  it('gives tables, steps, a log and a tag that say what happened', async () => {
    const { session } = await bench('training');
    const { snapshot } = session;
    const table = tableCsv(snapshot).trimEnd().split('\r\n');
    expect(table[0]).to.equal('step,training loss,training accuracy,held-out loss,held-out accuracy');
    expect(table).to.have.length(1 + runRows(snapshot).length);
    expect(Number(table[1]!.split(',')[4])).to.equal(snapshot.evaluations[0]!.accuracy);
    expect(stepsCsv(snapshot).trimEnd().split('\r\n')).to.have.length(1 + snapshot.points.length);
    const log = JSON.parse(runLog(snapshot)) as { points: unknown[]; config: { seed: number }; step: number };
    expect([log.points.length, log.config.seed, log.step]).to.deep.equal([319, 1, 319]);
    expect(tagFor('model-trainer', snapshot)).to.equal(
      '<model-trainer model="sample" architecture="baseline" width="0.25" dataset="cifar10-mini" recipe="quick" epochs="8" batch-size="64" learning-rate="0.05" seed="1"></model-trainer>',
    );
  });

  it('saves each kind as a file: pictures stand alone', async () => {
    const { trainer } = await bench('training');
    const saved: { name: string; blob: Blob }[] = [];
    const { createObjectURL } = URL;
    let last: Blob | undefined;
    URL.createObjectURL = (blob: Blob) => createObjectURL.call(URL, (last = blob));
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function record(this: HTMLAnchorElement) {
      saved.push({ name: this.download, blob: last! });
    };
    try {
      for (const label of ['Picture', 'Drawing', 'Numbers', 'Every step', 'Run log', 'Network', 'Network, half']) {
        button(trainer, 'Export').click();
        await until(() => all(trainer, '[role=menuitem]').length === 8, 'the menu');
        const before = saved.length;
        all(trainer, '[role=menuitem]')
          .find((item) => textOf(item).startsWith(label))!
          .click();
        await until(() => saved.length > before, label);
        await trainer.updateComplete;
      }
    } finally {
      URL.createObjectURL = createObjectURL;
      HTMLAnchorElement.prototype.click = click;
    }
    expect(saved.map(({ name }) => name)).to.deep.equal([
      'sample-step-319.png',
      'sample-step-319.svg',
      'sample-step-319.csv',
      'sample-step-319-all.csv',
      'sample-step-319.json',
      'sample-step-319.zip',
      'sample-step-319.zip',
    ]);
    const picture = await createImageBitmap(saved[0]!.blob);
    expect(picture.width).to.be.at.least(1200);
    const drawing = new DOMParser().parseFromString(await saved[1]!.blob.text(), 'image/svg+xml');
    expect(drawing.querySelector('parsererror')).to.equal(null);
    const words = textOf(drawing.documentElement);
    expect(words).to.contain('51.0 % held-out');
    // Wherever a line of the sentence ends, the text of the drawing has no space.
    expect(plain(words).replaceAll(' ', '')).to.contain('95%interval');
    expect(drawing.querySelectorAll('[class]')).to.have.length(0);
    expect(await saved[1]!.blob.text()).not.to.contain('var(');
  });
});

describe('accessibility', () => {
  for (const state of STATES) {
    it(`axe finds nothing: ${state}`, async () => {
      const { trainer } = await bench(state);
      if (state === 'training') {
        within(trainer, '[part=device]').click();
        for (const label of ['How it is computed', 'Numbers as a table', 'All settings', 'Own pictures and networks'])
          button(trainer, label).click();
        await until(() => all(trainer, 'table').length === 2 && all(trainer, '.files').length === 1, 'the panels');
      }
      const { violations } = await axe.run(trainer, { rules: { region: { enabled: false } } });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).to.deep.equal([]);
    });
  }

  it('everything that can be pressed is at least 24 px high and wide', async () => {
    const { trainer } = await bench('training', { width: 300 });
    button(trainer, 'All settings').click();
    await until(() => all(trainer, '.settings').length === 1, 'the settings');
    for (const target of all(trainer, 'button, select, input:not(.probe)')) {
      const box = target.getBoundingClientRect();
      if (box.width === 0) continue;
      expect(box.height, textOf(target)).to.be.at.least(24);
      expect(box.width, textOf(target)).to.be.at.least(24);
    }
  });

  it('speaks through one polite region, of states and not of numbers', async () => {
    const { session } = await bench('idle');
    session.show({ phase: 'running' });
    session.show(sampleRun(session.snapshot, 10));
    session.show({ phase: 'paused' });
    await until(
      () => document.querySelector('[role=status]')?.textContent?.startsWith('Paused at step 10') === true,
      'the announcement',
    );
    expect(document.querySelectorAll('[role=status]')).to.have.length(1);
  });
});
