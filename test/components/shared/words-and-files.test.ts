/** Numbers in words, CSV cells, CSS properties through the CSSOM, scales: the small shared parts. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { html, render } from 'lit';
import { cssVars } from '../../../components/shared/css-vars.js';
import { defineAlias, defineElement } from '../../../components/shared/define.js';
import { toCsv } from '../../../components/shared/export.js';
import {
  bytes,
  codes,
  counted,
  decimal,
  duration,
  integer,
  multiplier,
  percent,
  significant,
} from '../../../components/shared/format.js';
import { linearScale, polyline } from '../../../components/shared/linear-scale.js';
import { paint } from '../../../components/shared/pixel-image.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('numbers in words', () => {
  it('are grouped, rounded and have their unit', () => {
    expect(integer(7_790_794)).to.equal('7,790,794');
    expect(decimal(2.302585)).to.equal('2.30');
    expect(plain(percent(0.524))).to.equal('52.4 %');
    expect(significant(0.0005)).to.equal('0.0005');
    expect(plain(counted(1, 'step'))).to.equal('1 step');
    expect(plain(counted(1248, 'step'))).to.equal('1,248 steps');
    expect([0, 59.6, 82, 3600, 7505].map((s) => plain(duration(s)))).to.deep.equal([
      '0 s',
      '1 min 0 s',
      '1 min 22 s',
      '1 h 0 min',
      '2 h 5 min',
    ]);
    expect([180_000, 999_499, 2_311_138, 139_000_000].map((n) => plain(bytes(n)))).to.deep.equal([
      '180 kB',
      '999 kB',
      '2.3 MB',
      '139 MB',
    ]);
    expect([0.25, 0.5, 0.3, 1].map(multiplier)).to.deep.equal(['¼', '½', '0.3', '1']);
  });

  it('name classes by their shortest unique prefix', () => {
    const names = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
    expect(codes(names).join(' ')).to.equal('Ai Au Bi Ca De Do Fr Ho Sh Tr');
    expect(codes(['cat', 'car', 'ca'])).to.deep.equal(['Cat', 'Car', 'Ca']);
  });
});

describe('CSV', () => {
  it('quotes what needs it and leaves empty what is not known', () => {
    expect(
      toCsv(
        ['a', 'b "c"'],
        [
          [1, 'x,y'],
          [undefined, 'line\nbreak'],
        ],
      ),
    ).to.equal('a,"b ""c"""\r\n1,"x,y"\r\n,"line\nbreak"\r\n');
  });
});

describe('the linear scale', () => {
  it('is undone by invert, and keeps to its range when clamped', () => {
    const bound = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(bound, bound, bound, bound, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, c, d, t) => {
        fc.pre(a !== b && c !== d);
        const scale = linearScale([a, b], [c, d]);
        const value = a + t * (b - a);
        expect(scale.invert(scale(value))).to.be.closeTo(value, 1e-6);
        expect(scale(a)).to.be.closeTo(c, 1e-9);
        expect(scale(b)).to.be.closeTo(d, 1e-9);
      }),
    );
    const clamped = linearScale([0, 10], [100, 0], true);
    expect([clamped(-5), clamped(5), clamped(50)]).to.deep.equal([100, 50, 0]);
  });

  it('writes a path', () => {
    expect(
      polyline([
        [0, 1],
        [2.345, 3],
      ]),
    ).to.equal('M0,1L2.3,3');
    expect(polyline([])).to.equal('');
  });
});

describe('cssVars', () => {
  it('sets, changes and removes properties of one element', async () => {
    const place = document.createElement('div');
    const show = (value: string | undefined) => render(html`<i ${cssVars({ '--v': value, width: '3px' })}></i>`, place);
    show('40%');
    const { style } = place.querySelector('i')!;
    expect(style.getPropertyValue('--v')).to.equal('40%');
    show('60%');
    expect(style.getPropertyValue('--v')).to.equal('60%');
    show(undefined);
    expect(style.getPropertyValue('--v')).to.equal('');
    expect(style.width).to.equal('3px');
  });
});

describe('paint', () => {
  it('puts the pixels of one image of a batch on the canvas', () => {
    const canvas = document.createElement('canvas');
    const data = Uint8Array.from({ length: 2 * 2 * 1 * 3 }, (_, i) => i * 20);
    paint(canvas, { pixels: { data, shape: [2, 2, 1, 3] }, index: 1 });
    expect([canvas.width, canvas.height]).to.deep.equal([1, 2]);
    const seen = canvas.getContext('2d')!.getImageData(0, 0, 1, 2).data;
    expect([...seen]).to.deep.equal([120, 140, 160, 255, 180, 200, 220, 255]);
  });
});

describe('registration', () => {
  it('takes only free tags', () => {
    class First extends HTMLElement {}
    class Second extends HTMLElement {}
    expect(defineElement('define-test', First)).to.equal(true);
    expect(defineElement('define-test', First)).to.equal(true);
    expect(defineElement('define-test', Second)).to.equal(false);
    expect(customElements.get('define-test')).to.equal(First);
    expect(defineAlias('my-define-test', First)).to.equal(true);
    expect(document.createElement('my-define-test')).to.be.instanceOf(First);
    expect(defineAlias('my-define-test', First)).to.equal(false);
  });
});
