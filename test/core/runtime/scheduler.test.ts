import { expect } from '@open-wc/testing';
import { Scheduler } from '../../../core/runtime/scheduler.js';
import type { Priority } from '../../../core/runtime/protocol.js';

/** A job of `steps` steps that writes its name at each, breathing between them. */
function job(
  scheduler: Scheduler,
  log: string[],
  name: string,
  priority: Priority,
  steps: number,
  signal = new AbortController().signal,
) {
  return scheduler.run(priority, signal, async (turn) => {
    for (let i = 0; i < steps; i++) {
      log.push(name);
      await turn.breathe();
    }
  });
}

describe('Scheduler', () => {
  it('lets equals take turns, step by step', async () => {
    const log: string[] = [];
    const scheduler = new Scheduler();
    await Promise.all([job(scheduler, log, 'a', 'background', 3), job(scheduler, log, 'b', 'background', 3)]);
    expect(log.join('')).to.equal('ababab');
  });

  it('lets a gesture overtake within one step, and pauses the rest until it is done', async () => {
    const log: string[] = [];
    const scheduler = new Scheduler();
    let gesture: Promise<void> | undefined;
    const training = scheduler.run('background', new AbortController().signal, async (turn) => {
      for (let i = 0; i < 4; i++) {
        log.push('t');
        if (i === 1) gesture = job(scheduler, log, 'g', 'gesture', 3);
        await turn.breathe();
      }
    });
    await training;
    await gesture;
    expect(log.join('')).to.equal('ttgggtt');
  });

  it('goes on in order of urgency, then of arrival', async () => {
    const log: string[] = [];
    const scheduler = new Scheduler();
    await Promise.all([
      job(scheduler, log, '0', 'visible', 1),
      job(scheduler, log, 'b', 'background', 1),
      job(scheduler, log, 'v', 'visible', 1),
      job(scheduler, log, 'g', 'gesture', 1),
      job(scheduler, log, 'w', 'visible', 1),
    ]);
    expect(log.join('')).to.equal('0gvwb');
  });

  it('stops a cancelled job at its next breath and frees the device for others', async () => {
    const log: string[] = [];
    const scheduler = new Scheduler();
    const controller = new AbortController();
    const doomed = scheduler.run('background', controller.signal, async (turn) => {
      for (;;) {
        log.push('x');
        if (log.length === 3) controller.abort();
        await turn.breathe();
      }
    });
    let code = '';
    await doomed.catch((error: { code: string }) => (code = error.code));
    expect(code).to.equal('aborted');
    await job(scheduler, log, 'n', 'background', 1);
    expect(log.join('')).to.equal('xxxn');
  });

  it('does not start a job that was cancelled while it waited', async () => {
    const log: string[] = [];
    const scheduler = new Scheduler();
    const controller = new AbortController();
    const first = job(scheduler, log, 'a', 'background', 2);
    const second = job(scheduler, log, 'b', 'background', 2, controller.signal).catch(() => log.push('!'));
    controller.abort();
    await Promise.all([first, second]);
    expect(log.filter((name) => name === 'b')).to.have.length(0);
    expect(log).to.include('!');
  });

  it('lets others compute while a job waits for something else', async () => {
    const log: string[] = [];
    const scheduler = new Scheduler();
    let arrive!: () => void;
    const download = new Promise<void>((resolve) => (arrive = resolve));
    const waiting = scheduler.run('gesture', new AbortController().signal, async (turn) => {
      await turn.aside(download);
      log.push('w');
    });
    await job(scheduler, log, 'b', 'background', 2);
    arrive();
    await waiting;
    expect(log.join('')).to.equal('bbw');
  });

  it('survives a job that throws', async () => {
    const scheduler = new Scheduler();
    let message = '';
    await scheduler
      .run('visible', new AbortController().signal, () => Promise.reject(new Error('broken')))
      .catch((error: Error) => (message = error.message));
    expect(message).to.equal('broken');
    expect(await scheduler.run('visible', new AbortController().signal, () => Promise.resolve(7))).to.equal(7);
  });
});
