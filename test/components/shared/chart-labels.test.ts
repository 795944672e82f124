/** Where labels and ticks go: nothing covers anything, nothing leaves the frame. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { crosses, fittingTicks, placeLabels, type Box, type Point } from '../../../components/shared/chart-labels.js';

const FRAME: Box = { left: 40, right: 340, top: 10, bottom: 150 };
const LINE = 16;

const point = fc.tuple(fc.integer({ min: 40, max: 340 }), fc.integer({ min: 10, max: 150 }));
const line = fc
  .array(point, { minLength: 2, maxLength: 8 })
  .map((points): Point[] => [...points].sort(([a], [b]) => a - b));

describe('chart labels', () => {
  it('stand right of their point, at its height, where there is room', () => {
    const [label] = placeLabels(
      [{ at: [100, 80], width: 60 }],
      [
        [
          [40, 80],
          [100, 80],
        ],
      ],
      [],
      FRAME,
      LINE,
    );
    expect(label!.x).to.be.within(105, 112);
    expect(label!.y).to.equal(80);
  });

  it('end at the frame where there is no room', () => {
    const [label] = placeLabels(
      [{ at: [330, 80], width: 60 }],
      [
        [
          [40, 80],
          [330, 80],
        ],
      ],
      [],
      FRAME,
      LINE,
    );
    expect(label!.x).to.equal(280);
    expect(Math.abs(label!.y - 80)).to.be.at.least(LINE / 2);
  });

  it('stand left of a point amid a line that rises on the right', () => {
    const rising: Point[] = [
      [40, 150],
      [280, 140],
      [340, 10],
    ];
    const [label] = placeLabels([{ at: [310, 75], width: 60 }], [rising], [], FRAME, LINE);
    expect(label!.x + 60).to.be.below(310);
    expect(label!.y).to.be.within(50, 80);
  });

  it('never overlap each other, a line or a taken place, if there is any free height', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 30, max: 120 }), fc.integer({ min: 30, max: 120 }), (path, one, two) => {
        const at = path.at(-1)!;
        const taken: Box = { left: 240, right: 340, top: 110, bottom: 126 };
        const widths = [one, two];
        const labels = placeLabels(
          widths.map((width) => ({ at, width })),
          [path],
          [taken],
          FRAME,
          LINE,
        );
        const boxes = labels.map(({ x, y }, i) => ({
          left: x,
          right: x + widths[i]!,
          top: y - LINE / 2,
          bottom: y + LINE / 2,
        }));
        for (const box of boxes) {
          expect(box.left).to.be.at.least(FRAME.left);
          expect(box.right).to.be.at.most(Math.max(FRAME.right, FRAME.left + one, FRAME.left + two));
          expect(box.top).to.be.at.least(FRAME.top);
          expect(box.bottom).to.be.at.most(FRAME.bottom);
        }
        // A steep line can fill every height beside it; where it fills less than half, all must be free.
        const heights = path.map(([, y]) => y);
        if (Math.max(...heights) - Math.min(...heights) > 40) return;
        const [a, b] = boxes;
        const apart = a!.right <= b!.left || b!.right <= a!.left || a!.bottom <= b!.top || b!.bottom <= a!.top;
        expect(apart).to.equal(true);
        for (const box of boxes) expect(crosses(path, box)).to.equal(false);
      }),
    );
  });

  it('know where a line passes', () => {
    const box: Box = { left: 10, right: 20, top: 10, bottom: 20 };
    expect(
      crosses(
        [
          [0, 0],
          [30, 30],
        ],
        box,
      ),
    ).to.equal(true);
    expect(
      crosses(
        [
          [0, 5],
          [30, 5],
        ],
        box,
      ),
    ).to.equal(false);
    expect(
      crosses(
        [
          [15, 0],
          [15, 30],
        ],
        box,
      ),
    ).to.equal(true);
    expect(
      crosses(
        [
          [0, 40],
          [9, 15],
        ],
        box,
      ),
    ).to.equal(false);
  });
});

describe('ticks', () => {
  const span = ({ at, width }: { at: number; width: number }): [number, number] => [at - width / 2, at + width / 2];

  it('keep the first and the last, and leave a gap between all', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 9 }), (places) => {
        const ticks = places.sort((a, b) => a - b).map((at) => ({ at, width: 24 }));
        const kept = fittingTicks(ticks, span, 8);
        expect(kept[0]).to.equal(ticks[0]);
        expect(kept.at(-1)).to.equal(ticks.at(-1));
        for (let i = 1; i < kept.length - 1; i += 1) {
          expect(span(kept[i]!)[0] - span(kept[i - 1]!)[1]).to.be.at.least(8);
          expect(span(kept[i + 1]!)[0] - span(kept[i]!)[1]).to.be.at.least(8);
        }
      }),
    );
  });
});
