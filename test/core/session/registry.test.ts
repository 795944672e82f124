/** Names: one model for all who say the same one, in whatever order they come. */
import { expect } from '@open-wc/testing';
import {
  acquireSession,
  DEFAULT_SETTINGS,
  watchSession,
  type ModelSession,
  type SessionLease,
  type SessionSettings,
} from '../../../core/index.js';

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

describe('a name for which nobody says where weights come from', () => {
  const sourceOf = ({ session }: SessionLease) => session.snapshot.source?.name;
  let names = 0;
  const fresh = () => `implied ${++names}`;
  const held: SessionLease[] = [];
  const look = (name: string, settings: Partial<SessionSettings> = {}) => {
    const lease = acquireSession(name, settings, 'look');
    held.push(lease);
    return lease;
  };
  const train = (name: string, settings: Partial<SessionSettings> = {}) => {
    const lease = acquireSession(name, settings);
    held.push(lease);
    return lease;
  };
  afterEach(() => held.splice(0).forEach((lease) => lease.release()));

  it('shows a shipped network to who looks: the one of that name, else the slim baseline', () => {
    const [named, other] = [look('mobilenet'), look(fresh())];
    expect([sourceOf(named), sourceOf(other)]).to.deep.equal(['mobilenet', 'baseline-slim']);
    expect(named.session.snapshot).to.include({ parameters: 1_165_962, phase: 'idle', step: 0 });
    expect(named.session.snapshot.source!.status).to.equal('waiting');
    expect(named.session.snapshot.device).to.equal(undefined);
  });

  it('trains from scratch for who trains, whoever comes first', () => {
    for (const settings of [{}, { width: 0.125, seed: 7 }]) {
      const [first, second] = [fresh(), fresh()];
      const leases = [look(first), train(first, settings), train(second, settings), look(second)];
      for (const lease of leases) {
        expect(sourceOf(lease)).to.equal(undefined);
        expect(lease.session.snapshot.settings).to.include({ ...DEFAULT_SETTINGS, ...settings });
      }
    }
    const slim = [look('baseline'), train('baseline')];
    expect(slim.map(sourceOf)).to.deep.equal([undefined, undefined]);
  });

  it('is what somebody says, in any order: src, init, a network to train', () => {
    const names = [fresh(), fresh(), fresh(), fresh()] as const;
    for (const src of ['mobilenet', 'baseline']) {
      const lease = [look(names[0]), look(names[0], { src })][0]!;
      expect(sourceOf(lease)).to.equal('mobilenet');
    }
    expect(sourceOf([look(names[1]), train(names[1], { src: 'baseline' })][0]!)).to.equal('baseline');
    const learns = [look(names[2]), train(names[2], { init: 'baseline' })][0]!.session.snapshot;
    expect([learns.settings.src, learns.settings.init]).to.deep.equal([undefined, 'baseline']);
    const made = [look(names[3]), look(names[3], { architecture: 'mobilenet', width: 0.25 })][0]!;
    expect(sourceOf(made)).to.equal(undefined);
    expect(made.session.snapshot.spec.name).to.match(/mobilenet/);
  });

  it('takes what somebody says of the network without naming one', () => {
    const name = fresh();
    const [first] = [look(name), look(name, { labels: [...'abcdefghij'] })];
    expect(sourceOf(first)).to.equal('baseline-slim');
    expect(first.session.snapshot.classNames).to.deep.equal([...'abcdefghij']);
    train(name, { width: 0.125 });
    expect(first.session.snapshot.settings).to.include({ src: undefined, width: 0.125 });
  });

  it('goes back to it when who looks no longer names another, unless somebody trains', () => {
    const name = fresh();
    const lease = look(name, { src: 'mobilenet' });
    lease.configure({ src: undefined });
    expect(sourceOf(lease)).to.equal('baseline-slim');
    lease.configure({ src: 'baseline' });
    lease.configure({ seed: 3 });
    expect(sourceOf(lease)).to.equal('baseline');
    train(name);
    expect(sourceOf(lease)).to.equal('baseline');
    lease.configure({ src: undefined });
    expect(sourceOf(lease)).to.equal(undefined);
  });
});
