/**
 * The space of 1,000 codes of baseline-slim on wasm, as the element shows it: how long until the map is settled, the
 * longest task of the page meanwhile, and how pure neighbourhoods are by code and by pixels.
 *
 *   npx wtr --files 'bench/feature-space.bench.ts'
 *
 * Goals: no task of the page over 50 ms, which is what the browser calls long; codes clearly purer than pixels.
 */
import { expect } from '@open-wc/testing';
import '../components/feature-explorer/define.js';
import type { EmbeddingEvent } from '../components/feature-explorer/events.js';
import { acquireSession } from '../core/index.js';

const IMAGES = 1_000;
/** ms */
const LONG = 50;

describe('the space of codes on wasm', function () {
  this.timeout(20 * 60_000);

  it('1,000 codes to a settled map', async () => {
    const lease = acquireSession('bench-space', { src: 'baseline-slim', backend: 'wasm' });
    const element = document.createElement('feature-explorer');
    element.model = 'bench-space';
    element.embedSize = IMAGES;
    const ready = new Promise((done) => element.addEventListener('activation', done, { once: true }));
    document.body.append(element);
    await ready;
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => duration)),
    );
    observer.observe({ type: 'longtask' });
    const begun = performance.now();
    const settled = new Promise<EmbeddingEvent>((done) => element.addEventListener('embedding', done, { once: true }));
    element.startEmbedding();
    const { codes, pixels, images } = await settled;
    const seconds = (performance.now() - begun) / 1000;
    observer.disconnect();
    // A bench is for its figures.
    console.log(
      [
        `${images.length} images, both spaces settled after ${seconds.toFixed(1)} s`,
        `long tasks of the page: ${tasks.length}, the longest ${Math.round(Math.max(0, ...tasks))} ms`,
        `purity by 10 neighbours: codes ${(100 * codes.purity!).toFixed(1)} %, pixels ${(100 * pixels.purity!).toFixed(1)} %`,
        `KL: codes ${codes.frame.divergence!.toFixed(3)}, pixels ${pixels.frame.divergence!.toFixed(3)} nats`,
      ].join('\n'),
    );
    element.remove();
    lease.release();
    expect(codes.purity! - pixels.purity!).to.be.above(0.2);
    expect(Math.max(0, ...tasks)).to.be.at.most(LONG);
  });
});
