/** Distances, principal components and t-SNE against their definitions. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { Random } from '../../../core/data/random.js';
import { nearest, neighbourAccuracy, squaredDistances, squaredDistancesTo } from '../../../core/features/distances.js';
import { principalComponents } from '../../../core/features/principal-components.js';
import { affinities, Tsne, tsneDivergence, tsneGradient } from '../../../core/features/t-sne.js';

const points = (count: number, size: number, seed: number, stretch = (_: number) => 1) => {
  const random = new Random(seed);
  return {
    data: Float64Array.from({ length: count * size }, (_, i) => stretch(i % size) * random.normal()),
    count,
    size,
  };
};

/** `clusters` groups of points far from each other, and the group of each. */
function clustered(clusters: number, each: number, size: number) {
  const cloud = points(clusters * each, size, 5);
  const labels = Int32Array.from({ length: cloud.count }, (_, i) => i % clusters);
  cloud.data.forEach((_, at) => {
    const group = labels[Math.floor(at / size)]!;
    if (at % size === group) cloud.data[at]! += 12;
  });
  return { ...cloud, labels };
}

describe('distances', () => {
  it('are those of the definition, between all points and to one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 6 }), fc.integer(), (count, size, seed) => {
        const cloud = points(count, size, seed);
        const row = (i: number) => cloud.data.subarray(i * size, (i + 1) * size);
        const all = squaredDistances(cloud);
        for (let i = 0; i < count; i++) {
          for (let j = 0; j < count; j++) {
            const expected = row(i).reduce((sum, x, k) => sum + (x - row(j)[k]!) ** 2, 0);
            expect(all[i * count + j]).to.be.closeTo(expected, 1e-12);
          }
          expect([...squaredDistancesTo(row(i), cloud)]).to.deep.equal([...all.subarray(i * count, (i + 1) * count)]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('give the nearest in order, the lower index first among equals', () => {
    expect(nearest([3, 1, 2, 1, 0], 3)).to.deep.equal([4, 1, 3]);
    expect(nearest([3, 1, 2, 1, 0], 3, 4)).to.deep.equal([1, 3, 2]);
    expect(nearest([2, 1], 5)).to.deep.equal([1, 0]);
  });

  it('say how pure neighbourhoods are', () => {
    const far = clustered(3, 8, 4);
    expect(neighbourAccuracy(squaredDistances(far), far.labels, 5)).to.equal(1);
    // 0 and 1 have each other, 2 has only points of another class.
    expect(neighbourAccuracy(squaredDistances({ data: [0, 1, 9], count: 3, size: 1 }), [0, 0, 1], 1)).to.equal(2 / 3);
    expect(() => neighbourAccuracy([0], [0], 1)).to.throw('neighbours');
  });
});

describe('principal components', () => {
  it('are the axes along which a stretched cloud differs most', () => {
    const cloud = points(400, 5, 1, (k) => [1, 9, 0.5, 4, 0.1][k]!);
    const { coordinates, shares } = principalComponents(cloud, 2);
    const axis = (k: number) => Float64Array.from({ length: 400 }, (_, i) => cloud.data[i * 5 + k]!);
    const component = (c: number) => coordinates.filter((_, i) => i % 2 === c);
    expect(Math.abs(correlation(component(0), axis(1)))).to.be.above(0.999);
    expect(Math.abs(correlation(component(1), axis(3)))).to.be.above(0.99);
    expect(shares[0]).to.be.closeTo(81 / (81 + 16 + 1 + 0.25 + 0.01), 0.05);
  });

  it('have no mean, no correlation and descending shares, whatever the shape', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 12 }),
        fc.integer({ min: 2, max: 40 }),
        fc.integer(),
        (count, size, seed) => {
          const { coordinates, shares } = principalComponents(
            points(count, size, seed, (k) => 1 / (k + 1)),
            2,
          );
          const [a, b] = [0, 1].map((c) => coordinates.filter((_, i) => i % 2 === c)) as [Float64Array, Float64Array];
          for (const each of [a, b]) expect(each.reduce((sum, x) => sum + x, 0)).to.be.closeTo(0, 1e-9);
          expect(a.reduce((sum, x, i) => sum + x * b[i]!, 0)).to.be.closeTo(0, 1e-4);
          expect(shares[0]).to.be.at.least(shares[1]! - 1e-12);
          expect(shares[0]! + shares[1]!).to.be.within(0, 1 + 1e-9);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of points that are all the same are zero, not NaN', () => {
    const { coordinates, shares } = principalComponents({ data: new Float64Array(12).fill(3), count: 4, size: 3 }, 2);
    expect([...coordinates]).to.deep.equal(new Array(8).fill(0));
    expect(shares).to.deep.equal([0, 0]);
  });
});

describe('t-SNE', () => {
  it('gives each neighbourhood the perplexity, and affinities that sum to 1', () => {
    const count = 40;
    const squared = squaredDistances(points(count, 6, 2));
    const joint = affinities(squared, count, 7);
    expect(joint.reduce((sum, p) => sum + p, 0)).to.be.closeTo(1, 1e-12);
    for (let i = 0; i < count; i++) {
      expect(joint[i * count + i]).to.equal(0);
      for (let j = 0; j < i; j++) expect(joint[i * count + j]).to.equal(joint[j * count + i]);
    }
    // On a ring all neighbourhoods are alike, so that the joint affinities are the conditional ones over the count.
    const ring = Float64Array.from({ length: 2 * count }, (_, i) =>
      i % 2 ? Math.sin((Math.PI * (i - 1)) / count) : Math.cos((Math.PI * i) / count),
    );
    const even = affinities(squaredDistances({ data: ring, count, size: 2 }), count, 7);
    const entropy = even
      .subarray(0, count)
      .reduce((sum, p) => (p > 0 ? sum - p * count * Math.log(p * count) : sum), 0);
    expect(Math.exp(entropy)).to.be.closeTo(7, 0.001);
  });

  it('has the gradient that finite differences of its divergence give', () => {
    const count = 12;
    const joint = affinities(squaredDistances(points(count, 4, 3)), count, 3);
    const { data: positions } = points(count, 2, 4);
    const gradient = tsneGradient(joint, positions);
    const step = 1e-5;
    positions.forEach((value, i) => {
      const [above, below] = [step, -step].map((move) => {
        const moved = positions.slice();
        moved[i] = value + move;
        return tsneDivergence(joint, moved);
      });
      expect(gradient[i]).to.be.closeTo((above! - below!) / (2 * step), 1e-8);
    });
  });

  it('pulls more where attraction is exaggerated: the difference is the attraction itself', () => {
    const joint = affinities(squaredDistances(points(10, 4, 3)), 10, 3);
    const { data: positions } = points(10, 2, 4);
    const [once, twice, thrice] = [1, 2, 3].map((e) => tsneGradient(joint, positions, e));
    once!.forEach((g, i) => expect(thrice![i]! - twice![i]!).to.be.closeTo(twice![i]! - g, 1e-12));
  });

  it('lets the divergence fall and keeps clusters together', () => {
    const far = clustered(4, 15, 10);
    const squared = squaredDistances(far);
    const tsne = new Tsne(squared, { perplexity: 10, start: principalComponents(far, 2).coordinates });
    const divergences = [tsne.divergence()];
    for (const steps of [250, 350, 50]) {
      for (let i = 0; i < steps; i++) tsne.step();
      divergences.push(tsne.divergence());
    }
    const [start, gathered, settled, later] = divergences as [number, number, number, number];
    expect(gathered).to.be.below(start);
    expect(settled).to.be.below(gathered);
    expect(later).to.be.within(0, settled);
    expect(settled - later).to.be.below(0.01);
    const plane = squaredDistances({ data: tsne.positions, count: far.count, size: 2 });
    expect(neighbourAccuracy(plane, far.labels, 5)).to.equal(1);
  });

  it('gives the same map for the same points', () => {
    const cloud = points(30, 5, 6);
    const run = () => {
      const tsne = new Tsne(squaredDistances(cloud), {
        perplexity: 5,
        start: principalComponents(cloud, 2).coordinates,
      });
      for (let i = 0; i < 20; i++) tsne.step();
      return [...tsne.positions];
    };
    expect(run()).to.deep.equal(run());
  });

  it('refuses a perplexity that so few points cannot have', () => {
    const squared = squaredDistances(points(9, 2, 1));
    for (const perplexity of [0.5, 4, Number.NaN]) {
      expect(() => new Tsne(squared, { perplexity, start: new Float64Array(18) })).to.throw('perplexity');
    }
  });
});

function correlation(a: Float64Array, b: Float64Array): number {
  const centred = (values: Float64Array) => {
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    return values.map((x) => x - mean);
  };
  const [x, y] = [centred(a), centred(b)];
  const dot = (u: Float64Array, v: Float64Array) => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}
