/** Names: one model for all who say the same one, in whatever order they come. */
import { expect } from '@open-wc/testing';
import { acquireSession, watchSession, type ModelSession } from '../../../core/index.js';

describe('the registry of names', () => {
  it('gives everybody the same model, made by the first', () => {
    const first = acquireSession('shared', { width: 0.125 });
    const second = acquireSession('shared', { width: 0.5 });
    expect(second.session).to.equal(first.session);
    expect(first.session.snapshot.settings.width).to.equal(0.125);
    first.release();
    second.release();
  });

  it('takes the settings of the first who asks for some, whoever came before, while nothing is trained', () => {
    const follower = acquireSession('ordered');
    expect(follower.session.snapshot.settings.width).to.equal(0.25);
    const trainer = acquireSession('ordered', { width: 0.125 });
    expect(follower.session).to.equal(trainer.session);
    expect(follower.session.snapshot.settings.width).to.equal(0.125);
    const late = acquireSession('ordered', { width: 0.5 });
    expect(follower.session.snapshot.settings.width).to.equal(0.125);
    for (const lease of [follower, trainer, late]) lease.release();
  });

  it('tells watchers of a name now, when it comes and when it goes', async () => {
    const heard: (ModelSession | undefined)[] = [];
    let gone!: () => void;
    const left = new Promise<void>((resolve) => (gone = resolve));
    const stop = watchSession('promised', (session) => {
      heard.push(session);
      if (heard.length === 3) gone();
    });
    const lease = acquireSession('promised');
    expect(heard).to.deep.equal([undefined, lease.session]);
    lease.release();
    await left;
    expect(heard[2]).to.equal(undefined);
    stop();
    const again = acquireSession('promised');
    expect(again.session).not.to.equal(lease.session);
    expect(heard).to.have.length(3);
    again.release();
  }).timeout(20_000);

  it('keeps a model whose last user comes back soon, and counts a release once', () => {
    const first = acquireSession('moved');
    first.release();
    first.release();
    const second = acquireSession('moved');
    expect(second.session).to.equal(first.session);
    const third = acquireSession('moved');
    second.release();
    expect(acquireSession('moved').session).to.equal(third.session);
  });

  it('throws for settings that can’t be met, and leaves the name free', () => {
    expect(() => acquireSession('bad', { learningRate: -1 })).to.throw(/learning rate/);
    const lease = acquireSession('bad');
    expect(lease.session.snapshot.phase).to.equal('idle');
    lease.release();
  });
});
