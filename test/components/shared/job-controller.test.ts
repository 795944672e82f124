/** One answer kept up to date: asked when it must be, cancelled when it may be, following at a bearable pace. */
import { aTimeout, expect } from '@open-wc/testing';
import { JobController, type JobRun } from '../../../components/shared/job-controller.js';
import { KitError } from '../../../core/index.js';

/** A host that renders nothing. */
class Host {
  updates = 0;
  addController(): void {}
  removeController(): void {}
  requestUpdate(): void {
    this.updates += 1;
  }
  readonly updateComplete = Promise.resolve(true);
}

function bench() {
  const state = { key: 'a' as string | undefined, subject: '0', looked: true, follows: true };
  const runs: { job: JobRun; settle: (value: string) => void; fail: (error: Error) => void }[] = [];
  const failures: KitError[] = [];
  const host = new Host();
  const controller = new JobController<string>(host, {
    key: () => state.key,
    subject: () => state.subject,
    looked: () => state.looked,
    follows: () => state.follows,
    run: (job) => new Promise((settle, fail) => void runs.push({ job, settle, fail })),
    failed: (error) => failures.push(error),
  });
  return { state, runs, failures, host, controller };
}
const turn = () => aTimeout(0);

describe('JobController', () => {
  it('asks once for what does not change, and nothing while there is nothing to ask or nobody looks', async () => {
    const { state, runs, controller } = bench();
    state.looked = false;
    controller.check();
    expect(runs).to.have.lengthOf(0);
    state.looked = true;
    state.key = undefined;
    controller.check();
    expect(runs).to.have.lengthOf(0);
    state.key = 'a';
    controller.check();
    controller.check();
    expect(runs).to.have.lengthOf(1);
    expect(controller.waiting).to.equal(true);
    runs[0]!.settle('answer');
    await turn();
    controller.check();
    expect(runs).to.have.lengthOf(1);
    expect([controller.current, controller.waiting]).to.deep.equal(['answer', false]);
  });

  it('cancels what is no longer wanted and never takes its answer', async () => {
    const { state, runs, controller } = bench();
    controller.check();
    state.key = 'b';
    controller.check();
    expect(runs[0]!.job.signal.aborted).to.equal(true);
    runs[0]!.settle('old');
    runs[1]!.settle('new');
    await turn();
    expect(controller.value).to.equal('new');
    state.key = 'c';
    expect([controller.value, controller.current]).to.deep.equal(['new', undefined]);
    state.key = undefined;
    controller.check();
    controller.hostDisconnected();
  });

  it('says that a reader waits, once', async () => {
    const { state, runs, controller } = bench();
    controller.gesture();
    controller.check();
    runs[0]!.settle('');
    await turn();
    state.key = 'b';
    controller.check();
    expect(runs.map(({ job }) => job.priority)).to.deep.equal(['gesture', 'visible']);
  });

  it('follows a subject that changes with rests between, always with the latest', async () => {
    const { state, runs, controller } = bench();
    controller.check();
    runs[0]!.settle('0');
    await turn();
    for (let step = 1; step < 50; step += 1) {
      state.subject = String(step);
      controller.check();
    }
    expect(runs, 'rests first').to.have.lengthOf(1);
    await aTimeout(200);
    expect(runs).to.have.lengthOf(2);
    state.subject = '99';
    controller.check();
    expect(runs, 'one at a time').to.have.lengthOf(2);
    runs[1]!.settle('49');
    await aTimeout(900);
    expect(runs).to.have.lengthOf(3);
    state.follows = false;
    runs[2]!.settle('99');
    await turn();
    state.subject = '100';
    controller.check();
    await aTimeout(200);
    expect(runs).to.have.lengthOf(3);
    controller.hostDisconnected();
  });

  it('reports a failure once, keeps the last answer, and asks again only when told', async () => {
    const { state, runs, failures, controller } = bench();
    controller.check();
    runs[0]!.settle('good');
    await turn();
    state.key = 'b';
    controller.check();
    runs[1]!.fail(new KitError('device-lost', 'Gone.'));
    await turn();
    controller.check();
    expect(failures.map(({ code }) => code)).to.deep.equal(['device-lost']);
    expect(runs).to.have.lengthOf(2);
    expect(controller.value).to.equal('good');
    controller.retry();
    expect(runs).to.have.lengthOf(3);
    expect(runs[2]!.job.priority).to.equal('gesture');
  });

  it('asks anew what was ended because its network was replaced', async () => {
    const { runs, failures, controller } = bench();
    controller.check();
    runs[0]!.fail(new KitError('aborted', 'Replaced.'));
    await aTimeout(200);
    expect(failures).to.deep.equal([]);
    expect(runs).to.have.lengthOf(2);
  });

  it('tells how far it is, and cancels when its element goes', async () => {
    const { runs, host, controller } = bench();
    controller.check();
    const before = host.updates;
    runs[0]!.job.onProgress(0.4);
    expect(controller.share).to.equal(0.4);
    expect(host.updates).to.equal(before + 1);
    controller.hostDisconnected();
    expect(runs[0]!.job.signal.aborted).to.equal(true);
    runs[0]!.settle('late');
    await turn();
    expect(controller.value).to.equal(undefined);
    controller.check();
    expect(runs, 'asked again when it comes back').to.have.lengthOf(2);
  });
});
