/** The written-out arithmetic: every equation, worked out as it stands, gives the number that the analysis counted. */
import { expect } from '@open-wc/testing';
import {
  analyse,
  architecture,
  ARCHITECTURE_NAMES,
  byHand,
  layerRows,
  rowOf,
  separableByHand,
  type Analysis,
  type Equation,
} from '../../../core/analysis/index.js';

/** Works an equation out from its text alone, as a reader would. */
function workedOut({ terms, signs }: Equation): number {
  const text = terms.map((term, i) => (i === 0 ? term.text : ` ${signs[i - 1]} ${term.text}`)).join('');
  const code = text
    .replaceAll(',', '')
    .replaceAll('·', '*')
    .replaceAll('−', '-')
    .replace(/⌈([^⌉]*)⌉/g, 'Math.ceil($1)')
    .replace(/⌊([^⌋]*)⌋/g, 'Math.floor($1)');
  expect(code).to.match(/^[\d\s+*/().-]*(Math\.(ceil|floor))?[\d\s+*/().-]*$/);
  // Only digits, signs and brackets are left.
  return Number(new Function(`return ${code}`)());
}

const rowNamed = (analysis: Analysis, name: string) => rowOf(layerRows(analysis), name)!;
const written = ({ terms, signs }: Equation) =>
  terms.map((term, i) => `${i === 0 ? '' : ` ${signs[i - 1]} `}${term.text}`).join('');

describe('arithmetic by hand', () => {
  for (const name of ARCHITECTURE_NAMES) {
    it(`comes out right for every row of ${name}`, async () => {
      const rows = layerRows(analyse(await architecture(name)));
      for (const row of rows) {
        for (const equation of byHand(row)) {
          expect(workedOut(equation), `${row.name}: ${written(equation)}`).to.equal(equation.result);
        }
        const [parameters] = byHand(row);
        expect(parameters!.result).to.equal(row.weights + row.offsets);
        const separable = separableByHand(row.head);
        if (separable) expect(workedOut(separable)).to.equal(separable.result);
      }
    });
  }

  it('writes the baseline’s tenth convolution as the lectures do', async () => {
    const row = rowNamed(analyse(await architecture('baseline')), 'conv9');
    const [parameters, macs, size, field, memory] = byHand(row);
    expect(written(parameters!)).to.equal('3 · 3 · 512 · 512 + 512 + 512');
    expect(parameters!.terms.map(({ label }) => label)).to.deep.equal(['kernel', 'in', 'out', 'bias', 'BN offset']);
    expect(parameters!.result).to.equal(2_360_320);
    expect(written(macs!)).to.equal('3 · 3 · 512 · 512 · 4 · 4');
    expect(macs!.result).to.equal(37_748_736);
    expect(written(size!)).to.equal('⌈4 / 1⌉');
    expect(written(field!)).to.equal('43 + (3 − 1) · 8');
    expect(field!.result).to.equal(59);
    expect(memory!.result).to.equal(4 * 4 * 512 * 4);
    const separable = separableByHand(row.head)!;
    expect(separable.result).to.equal(4_268_032);
    expect(separable.share).to.be.closeTo(4_268_032 / 37_748_736, 1e-12);
  });

  it('counts a kernel for every position where nothing is shared', () => {
    const analysis = analyse({
      name: 'local',
      inputShape: [6, 5, 2],
      layers: [{ name: 'local', type: 'locallyConnected2d', filters: 3, kernelSize: [3, 2] }],
    });
    const [parameters] = byHand(layerRows(analysis)[0]!);
    expect(written(parameters!)).to.equal('3 · 2 · 2 · 3 · 4 · 4 + 4 · 4 · 3');
    expect(workedOut(parameters!)).to.equal(analysis.trainable);
    expect(analysis.trainable).to.equal(16 * (3 * 2 * 2 * 3 + 3));
  });

  it('says when a layer is frozen, has groups, or has nothing to learn', async () => {
    const frozen = analyse({
      name: 'frozen',
      inputShape: [8, 8, 4],
      layers: [
        { name: 'conv', type: 'conv2d', filters: 8, kernelSize: 3, groups: 2, trainable: false },
        { name: 'pool', type: 'maxPool2d', poolSize: 2 },
      ],
    });
    const [conv, pool] = layerRows(frozen);
    const [parameters] = byHand(conv!);
    expect(parameters).to.include({ unit: 'parameters, frozen', result: 9 * 2 * 8 + 8 });
    expect(parameters!.terms[1]).to.deep.equal({ text: '2', label: 'in, of 4' });
    expect(conv!.trainable).to.equal(0);
    expect(byHand(pool!)[0]!.terms).to.deep.equal([{ text: '0', label: 'nothing to learn' }]);
  });

  it('has nothing to say about a faulty layer', () => {
    const analysis = analyse({ name: 'x', inputShape: [4, 4, 1], layers: [{ name: 'd', type: 'dense', units: -1 }] });
    expect(byHand(layerRows(analysis)[0]!)).to.be.empty;
  });
});
