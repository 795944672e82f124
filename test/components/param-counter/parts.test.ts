/** The parts below the table: arithmetic, quiz, bill, filter calculator, receptive field, chart, panels and exports. */
import { expect, oneEvent } from '@open-wc/testing';
import { everything, layersCsv } from '../../../components/param-counter/exports.js';
import type { QuizAnswerEvent } from '../../../components/param-counter/quiz-event.js';
import type { ParamCounter } from '../../../components/param-counter/param-counter.js';
import { analyse, architecture, layerRows } from '../../../core/index.js';
import { all, button, textOf, until, within } from '../shared/element-tools.js';
import { counter, enter, rowButton, says } from './tools.js';

describe('by hand', () => {
  it('writes out the selected row', async () => {
    const element = await counter();
    const words = says(element, 'by-hand');
    expect(words).to.contain('3 · 3kernel·512in·512out+512bias+512BN offset =2,360,320parameters');
    expect(words).to.contain('3 · 3 · 512 · 512one position·4 · 4positions =37,748,736multiply–adds');
    expect(words).to.contain('4,268,032').and.to.contain('1/512 + 1/9').and.to.contain('0.113');
    expect(words).to.contain('59px seen').and.to.contain('32,768bytes of output');
  });

  it('follows the selection', async () => {
    const element = await counter();
    rowButton(element, 'logits').click();
    await element.updateComplete;
    expect(says(element, 'by-hand')).to.contain('512in·10out+10bias =5,130parameters');
  });
});

describe('quiz', () => {
  const answer = async (element: ParamCounter, value: string) => {
    within<HTMLInputElement>(element, '#answer').value = value;
    within<HTMLFormElement>(element, 'form.quiz').requestSubmit();
    await element.updateComplete;
  };
  const verdict = (element: ParamCounter) => textOf(within(element, '#verdict'));

  it('asks, hides the number, and says what a wrong answer forgot', async () => {
    const element = await counter({ quiz: '', layer: 'conv5' });
    expect(says(element, 'quiz')).to.contain('How many parameters has conv 5, with its batch normalisation?');
    expect(all(element, '[part=by-hand]')).to.be.empty;
    expect(textOf(within(element, 'tr.on'))).not.to.contain('294,912');
    await answer(element, 'many');
    expect(verdict(element)).to.equal('Give a whole number, such as 1,728.');
    await answer(element, '294,912');
    expect(verdict(element)).to.contain('✕ Not 294,912. Those are the kernel’s weights');
    await answer(element, '295168');
    expect(verdict(element)).to.contain('The batch normalisation is missing.');
    await answer(element, '7');
    expect(verdict(element)).to.contain('It is more than that.');
    const heard = oneEvent(element, 'quiz-answer');
    await answer(element, ' 295,424 ');
    const { asked, given, expected, correct, layer, network } = (await heard) as unknown as QuizAnswerEvent;
    expect({ asked, given, expected, correct, layer, network }).to.deep.equal({
      asked: 'parameters',
      given: 295_424,
      expected: 295_424,
      correct: true,
      layer: 'conv5',
      network: 'baseline',
    });
    expect(verdict(element)).to.equal('✓ Right: 295,424.');
    expect(says(element, 'quiz')).to.contain('=295,424parameters').and.to.contain('0 of 1 right');
    expect(textOf(within(element, 'tr.on'))).to.contain('294,912');
  });

  it('goes on to the layer’s other numbers and to the next layer', async () => {
    const element = await counter({ quiz: '', layer: 'conv9' });
    button(element, 'Show me').click();
    await element.updateComplete;
    expect(says(element, 'quiz')).to.contain('Here it is:').and.to.contain('2,360,320');
    await answer(element, '');
    expect(says(element, 'quiz')).to.contain('How many multiply–adds does conv 9 need');
    await answer(element, '2359296');
    expect(verdict(element)).to.contain('That is one position');
    await answer(element, '37748736');
    await answer(element, '');
    expect(says(element, 'quiz')).to.contain('How many pixels a side');
    expect(says(element, 'receptive-field')).to.contain('conv 9 ?');
    await answer(element, '45');
    expect(verdict(element)).to.contain('several pixels apart');
    await answer(element, '59');
    await answer(element, '');
    expect(element.layer).to.equal('conv10');
    expect(says(element, 'quiz')).to.contain('How many parameters has conv 10');
    expect(says(element, 'quiz')).to.contain('0 of 3 right');
  });

  it('is entered and left by the reader', async () => {
    const element = await counter();
    button(element, 'Ask me instead').click();
    await element.updateComplete;
    expect(element.quiz).to.equal(true);
    button(element, 'Tell me instead').click();
    await element.updateComplete;
    expect(all(element, '[part=by-hand]')).to.have.lengthOf(1);
  });
});

describe('bill', () => {
  it('tells what the layer would cost otherwise', async () => {
    const element = await counter();
    const bill = says(element, 'bill');
    for (const words of ['standard 3 × 3', '2,359,296', 'depthwise, then 1 × 1', '266,752', '4,268,032', '11 %']) {
      expect(bill).to.contain(words);
    }
    // Ten convolutions of 3 × 3, from 64·64 to 512·512: 9·M·N against 9·M + M·N.
    expect(bill).to.contain('7,778,304').and.to.contain('884,992');
  });

  it('takes a depthwise layer together with its 1 × 1', async () => {
    const element = await counter({ architectures: 'mobilenet', layer: 'dw8' });
    const pair = says(element, 'bill');
    expect(pair).to.contain('dw 8 and its partner').and.to.contain('depthwise, then 1 × 1 as it is');
    element.layer = 'conv8';
    await element.updateComplete;
    expect(says(element, 'bill')).to.contain('266,752');
  });

  it('writes a dense layer as a convolution', async () => {
    const element = await counter({ architectures: 'vgg16', layer: 'fc6', 'input-size': '384' });
    const bill = says(element, 'bill');
    expect(bill).to.contain('4,096 kernels of 7 × 7 × 512, together 102,760,448 weights');
    expect(bill).to.contain('Slid over 384 × 384 pixels').and.to.contain('6 × 6 answers');
  });

  it('offers stacks of 3 × 3 for large kernels', async () => {
    const element = await counter({ architectures: 'resnet18', layer: 'conv1' });
    expect(says(element, 'bill')).to.contain('3 stacked 3 × 3');
  });
});

describe('filter calculator', () => {
  const verdict = (element: ParamCounter) =>
    textOf(within(element, '[part=filter] .verdict')).replaceAll('\u00a0', ' ');
  const type = async (element: ParamCounter, letter: string, value: string) => {
    enter(within<HTMLInputElement>(element, `[part=filter] input[aria-label^="${letter}:"]`), value);
    await element.updateComplete;
  };

  it('says that 10, 3, 2, 0 does not fit, and draws what each way makes of it', async () => {
    const element = await counter();
    expect(verdict(element)).to.equal('No: 4.5 positions, half a step is left over.');
    expect(within(element, '[part=filter] svg').getAttribute('aria-label')).to.contain('VALID gives 4, SAME gives 5.');
    const strips = all(element, '[part=filter] svg g').map((strip) => strip.querySelectorAll('.bracket').length);
    // Four positions and the half one; four; five.
    expect(strips).to.deep.equal([5, 4, 5]);
    expect(all(element, '[part=filter] .bracket.half')).to.have.lengthOf(1);
    expect(says(element, 'filter')).to.contain('misses pixel 10: 4').and.to.contain('pads 0 and 1: 5');
  });

  it('answers as one types', async () => {
    const element = await counter({ filter: '227 11 4 0' });
    expect(verdict(element)).to.equal('Yes: 55 positions.');
    await type(element, 'S', '0');
    expect(verdict(element)).to.equal('S must be a whole number from 1 to 512.');
    expect(within(element, 'input[aria-label^="S:"]').getAttribute('aria-invalid')).to.equal('true');
    // The last good drawing stays.
    expect(within(element, '[part=filter] svg').getAttribute('aria-label')).to.contain('55\u00a0positions');
    await type(element, 'S', '5');
    expect(verdict(element)).to.match(/^No: 44\.2 positions, 1 of the 5 pixels of a step is left over\.$/);
    await type(element, 'W', '4');
    expect(verdict(element)).to.equal('No: it spans 11 pixels, 7 more than there are.');
  });

  it('spreads a dilated filter and takes a layer’s own numbers', async () => {
    const element = await counter({ filter: '7, 3, 1, 0, 2', layer: 'conv5' });
    expect(verdict(element)).to.equal('Yes: 3 positions.');
    button(element, 'as in conv 5').click();
    await element.updateComplete;
    const values = all<HTMLInputElement>(element, '[part=filter] input').map(({ value }) => value);
    expect(values).to.deep.equal(['16', '3', '2', '0', '1']);
    element.filter = '10, 3, 2, 0';
    await element.updateComplete;
    expect(verdict(element)).to.contain('4.5 positions');
  });
});

describe('receptive field', () => {
  it('is drawn to scale over the photograph, the selected one marked', async () => {
    const element = await counter({ layer: 'conv9' });
    const box = (selector: string) => within<SVGRectElement>(element, selector).getBBox();
    const ratio = box('.seen.subject').width / box('.seen.frame').width;
    expect(ratio).to.be.closeTo(59 / 32, 1e-3);
    expect(all(element, '.photograph path').length).to.be.above(40);
    expect(says(element, 'receptive-field')).to.contain('From conv 7 on, a unit sees past the image’s edges.');
  });

  it('says what sees everything, and what gates see', async () => {
    const element = await counter({ layer: 'logits' });
    expect(says(element, 'receptive-field')).to.contain('logits comes after all places are joined');
    element.architectures = 'se-resnet50';
    await element.updateComplete;
    expect(says(element, 'receptive-field')).to.contain('Gates, which look at the whole image, are left out.');
  });
});

describe('accuracy chart', () => {
  it('appears only where an accuracy is known, and says so for the rest', async () => {
    const element = await counter();
    expect(all(element, '[part=chart]')).to.be.empty;
    element.architectures = 'baseline resnet18';
    await element.updateComplete;
    expect(says(element, 'chart')).to.contain('ResNet-18 69.8 %').and.to.contain('For baseline as set here no figure');
    element.width = 0.5;
    await element.updateComplete;
    // Half as wide, it is another network.
    expect(all(element, '[part=chart]')).to.be.empty;
  });

  it('steps through its points by keys', async () => {
    const element = await counter({ architectures: 'squeezenet' });
    const [probe] = all<HTMLInputElement>(element, '[part=chart] .probe');
    expect(probe!.getAttribute('aria-valuetext')).to.match(/^SqueezeNet: 58\.1\s% right, 1\.25 million parameters/u);
    enter(probe!, probe!.max);
    await element.updateComplete;
    expect(probe!.getAttribute('aria-valuetext')).to.match(/^VGG19:/);
    expect(all(element, '[part=chart] .ring.on').length).to.be.above(2);
  });
});

describe('panels and exports', () => {
  it('explains the count with the row’s own numbers, and lists all numbers', async () => {
    const element = await counter();
    for (const words of ['How it is computed', 'Numbers as a table']) button(element, words).click();
    await element.updateComplete;
    await element.updateComplete;
    const how = textOf(within(element, '#panel-how')).replaceAll('\u00a0', ' ');
    expect(how).to.contain('conv 9 has 2,360,320').and.to.contain('r = 59 px, j = 8');
    const rows = all(element, '#panel-numbers tbody tr');
    expect(rows).to.have.lengthOf(35);
    expect(textOf(within(element, '#panel-numbers tfoot')))
      .to.contain('7,790,794')
      .and.to.contain('322,638,848');
  });

  it('gives the same numbers as CSV and JSON', async () => {
    const analysis = analyse(await architecture('lenet5'));
    const network = { id: 'lenet5', label: 'LeNet-5', analysis, rows: layerRows(analysis) };
    const lines = layersCsv(network).trim().split('\r\n');
    expect(lines[0]).to.match(/^layer,type,output,weights,biases/);
    expect(lines[1]).to.equal('C1,conv2d,28 × 28 × 6,150,6,0,0,156,117600,22912,18816,5,1,0');
    expect(lines).to.have.lengthOf(1 + analysis.layers.length);
    const [told] = JSON.parse(everything([network])) as [
      { trainable: number; layers: readonly Record<string, unknown>[] },
    ];
    expect(told.trainable).to.equal(61_706);
    expect(told.layers[0]).to.include({ layer: 'C1', trainable: 156 });
  });

  it('offers drawings, numbers and the tag', async () => {
    const element = await counter();
    button(element, 'Export').click();
    await until(() => all(element, '[role=menuitem]').length > 0, 'the menu');
    const items = all(element, '[role=menuitem]').map((item) => textOf(item));
    expect(items).to.deep.equal([
      'Drawings PNG, 2 ×',
      'Drawings SVG',
      'Layers CSV',
      'Everything JSON',
      'Copy the tag HTML',
    ]);
  });
});
