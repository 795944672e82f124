/** The layer table: a real table, sorted by its heads, walked by keys, with blocks that fold and unfold in print. */
import { expect, oneEvent } from '@open-wc/testing';
import { inOrder, nextSort, sorted } from '../../../components/param-counter/table-order.js';
import type { LayerSelectEvent } from '../../../components/param-counter/events.js';
import { analyse, architecture, layerRows } from '../../../core/index.js';
import { all, button, press, textOf, within } from '../shared/element-tools.js';
import { counter, rowButton, rowNames, rowsOf, selectedRow } from './tools.js';

const focused = (element: Element) => textOf(element.shadowRoot!.activeElement!).replaceAll('\u00a0', ' ');

describe('layer table', () => {
  it('is a table with headers for columns and rows', async () => {
    const element = await counter();
    const table = within<HTMLTableElement>(element, 'table.layers');
    expect(table.tHead!.querySelectorAll('th[scope=col]')).to.have.lengthOf(7);
    expect([...table.tBodies[0]!.rows].every((row) => row.cells[0]!.matches('th[scope=row]'))).to.equal(true);
    expect(textOf(table.caption!)).to.match(/^Layers of baseline/);
  });

  it('sorts by a column: largest first, smallest first, as the network has them', async () => {
    const element = await counter();
    const own = rowNames(element);
    const head = button(element, 'weights');
    head.click();
    await element.updateComplete;
    expect(head.closest('th')!.getAttribute('aria-sort')).to.equal('descending');
    expect(rowNames(element).slice(0, 3)).to.deep.equal(['conv 9', 'conv 10', 'conv 8']);
    head.click();
    await element.updateComplete;
    expect(head.closest('th')!.getAttribute('aria-sort')).to.equal('ascending');
    expect(rowNames(element).slice(0, 3)).to.deep.equal(['gap', 'conv 0', 'logits']);
    head.click();
    await element.updateComplete;
    expect(head.closest('th')!.hasAttribute('aria-sort')).to.equal(false);
    expect(rowNames(element)).to.deep.equal(own);
    button(element, 'sees').click();
    await element.updateComplete;
    expect(rowNames(element).slice(0, 3)).to.deep.equal(['gap', 'logits', 'conv 10']);
  });

  it('selects by click anywhere in a row and tells the page', async () => {
    const element = await counter();
    setTimeout(() => rowButton(element, 'conv 3').closest('tr')!.cells[2]!.click());
    const event = (await oneEvent(element, 'layer-select')) as LayerSelectEvent;
    expect([event.network, event.layer, event.bubbles, event.composed]).to.deep.equal([
      'baseline',
      'conv3',
      true,
      true,
    ]);
    await element.updateComplete;
    expect(selectedRow(element)).to.equal('conv 3');
    expect(rowButton(element, 'conv 3').getAttribute('aria-pressed')).to.equal('true');
    expect(all(element, 'table.layers [aria-pressed=true]')).to.have.lengthOf(1);
  });

  it('has one tab stop, and arrow keys choose', async () => {
    const element = await counter();
    expect(all(element, 'table.layers tbody button').filter(({ tabIndex }) => tabIndex === 0)).to.have.lengthOf(1);
    const walk = async (key: string) => {
      press(element.shadowRoot!.activeElement!, key);
      await element.updateComplete;
      return [selectedRow(element), focused(element)];
    };
    rowButton(element, 'conv 9').focus();
    expect(await walk('ArrowDown')).to.deep.equal(['conv 10', 'conv 10']);
    expect(await walk('ArrowUp')).to.deep.equal(['conv 9', 'conv 9']);
    expect(await walk('Home')).to.deep.equal(['conv 0', 'conv 0']);
    expect(await walk('ArrowUp')).to.deep.equal(['conv 0', 'conv 0']);
    expect(await walk('PageDown')).to.deep.equal(['conv 10', 'conv 10']);
    expect(await walk('End')).to.deep.equal(['logits', 'logits']);
    expect(rowButton(element, 'logits').tabIndex).to.equal(0);
  });

  it('folds the blocks of deep networks, but never hides what is selected', async () => {
    const element = await counter({ architectures: 'resnet18' });
    // The stem, eight blocks, the open one's four rows, mean and fc.
    expect(rowNames(element)).to.have.lengthOf(2 + 8 + 4 + 2);
    expect(selectedRow(element)).to.equal('conv 2');
    const fold = rowButton(element, 'stage 2 / block 1');
    expect(fold.getAttribute('aria-expanded')).to.equal('false');
    fold.click();
    await element.updateComplete;
    expect(fold.getAttribute('aria-expanded')).to.equal('true');
    expect(rowNames(element)).to.have.lengthOf(2 + 8 + 4 + 3 + 2);
    fold.focus();
    press(fold, 'ArrowLeft');
    await element.updateComplete;
    expect(fold.getAttribute('aria-expanded')).to.equal('false');
    press(fold, 'ArrowRight');
    await element.updateComplete;
    press(fold, 'ArrowDown');
    await element.updateComplete;
    expect([selectedRow(element), focused(element)]).to.deep.equal(['conv 1', 'conv 1']);
    expect(element.layer).to.equal('s2b1.conv1');
    element.layer = 's4b2.conv2';
    await element.updateComplete;
    expect(rowButton(element, 'stage 4 / block 2').getAttribute('aria-expanded')).to.equal('true');
  });

  it('keeps a tab stop when the block of the selected row is folded', async () => {
    const element = await counter({ architectures: 'resnet18' });
    const fold = rowButton(element, 'stage 5 / block 1');
    fold.click();
    await element.updateComplete;
    expect(fold.tabIndex).to.equal(0);
  });

  it('sums up a block', async () => {
    const element = await counter({ architectures: 'resnet18' });
    const row = rowsOf(element).find(([name]) => name === 'stage 2 / block 1')!;
    // Two 3·3·64·64 kernels, two normalisations of 2·64, 56² positions.
    expect(row).to.deep.equal([
      'stage 2 / block 1',
      '3 rows',
      '56 × 56 × 64',
      '73,728',
      '256',
      '',
      '231,211,008',
      '',
      '27 px',
    ]);
  });

  it('shows every row in print', async () => {
    const element = await counter({ architectures: 'resnet18' });
    const sheet = element.shadowRoot!.adoptedStyleSheets.flatMap((each) => [...each.cssRules]);
    const print = sheet.filter(
      (rule): rule is CSSMediaRule => rule instanceof CSSMediaRule && rule.conditionText === 'print',
    );
    const unfolds = print
      .flatMap((rule) => [...rule.cssRules])
      .find((rule) => rule.cssText.startsWith('.layers .folded'));
    expect(unfolds?.cssText).to.contain('table-row');
    expect(all(element, 'tr.folded').length).to.be.above(0);
  });

  it('writes the whole of DenseNet-121 in well under a quarter of a second', async () => {
    const element = await counter({ architectures: 'densenet121' });
    const start = performance.now();
    element.inputSize = 256;
    await element.updateComplete;
    expect(performance.now() - start).to.be.below(250);
    expect(all(element, 'table.layers tbody tr').length).to.be.above(200);
  });
});

describe('order of rows', () => {
  it('heads each block once and marks what is folded', async () => {
    const rows = layerRows(analyse(await architecture('squeezenet')));
    const items = inOrder(rows, (block) => block === 'fire 3');
    const blocks = items.flatMap((item) => (item.kind === 'block' ? item.block : []));
    expect(blocks).to.deep.equal([2, 3, 4, 5, 6, 7, 8, 9].map((n) => `fire ${n}`));
    const seen = items.flatMap((item) => (item.kind === 'row' && !item.folded ? item.row.name : []));
    expect(seen).to.deep.equal([
      'conv1',
      'pool1',
      'fire3.squeeze',
      'fire3.expand1x1',
      'fire3.expand3x3',
      'fire3.concat',
      'pool4',
      'pool8',
      'dropout',
      'conv10',
      'mean',
    ]);
  });

  it('is stable where numbers are equal, and puts what sees everything last', async () => {
    const rows = layerRows(analyse(await architecture('baseline')));
    const order = (direction: 'ascending' | 'descending') =>
      sorted(rows, { column: 'field', direction }).map((item) => (item.kind === 'row' ? item.row.name : ''));
    expect(order('ascending').slice(-2)).to.deep.equal(['gap', 'logits']);
    expect(order('descending').slice(0, 2)).to.deep.equal(['gap', 'logits']);
  });

  it('goes round in three', () => {
    const first = nextSort(undefined, 'macs');
    expect(first).to.deep.equal({ column: 'macs', direction: 'descending' });
    const second = nextSort(first, 'macs');
    expect(second!.direction).to.equal('ascending');
    expect(nextSort(second, 'macs')).to.equal(undefined);
    expect(nextSort(second, 'weights')).to.deep.equal({ column: 'weights', direction: 'descending' });
  });
});
