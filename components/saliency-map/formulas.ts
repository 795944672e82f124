/** The methods' formulas as MathML. Symbols: I the image, B the baseline, z the score (p
 * where it is a probability), A a layer's maps. */
import { html, mathml, type TemplateResult } from 'lit';
import type { AttributionMethod, AttributionSettings } from '../../core/index.js';

type Formula = (settings: AttributionSettings) => TemplateResult;
/** Parts are in MathML's own namespace. */
type Fragment = TemplateResult<3>;

/** ∂z/∂I at a pixel and colour, of the image or of what stands in its place. */
const slope = ({ quantity }: AttributionSettings, image = mathml`<mi>I</mi>`): Fragment =>
  mathml`<mfrac
    ><mrow><mo>∂</mo><mi>${quantity === 'probability' ? 'p' : 'z'}</mi></mrow
    ><mrow
      ><mo>∂</mo
      ><msub
        >${image}<mrow><mi>y</mi><mi>x</mi><mi>k</mi></mrow></msub
      ></mrow
    ></mfrac
  >`;
const left = mathml`<msub
    ><mi>S</mi><mrow><mi>y</mi><mi>x</mi></mrow></msub
  ><mo>=</mo>`;
const pixel = mathml`<msub
  ><mi>I</mi><mrow><mi>y</mi><mi>x</mi><mi>k</mi></mrow></msub
>`;
const math = (content: unknown): TemplateResult => html`<math display="block">${content}</math>`;
const sum = (index: string, content: unknown): Fragment =>
  mathml`<munder><mo>∑</mo><mi>${index}</mi></munder
    >${content}`;
const bars = (content: unknown): Fragment => mathml`<mrow><mo>|</mo>${content}<mo>|</mo></mrow>`;

/** The colours brought to one number, as the settings say. */
function reduced({ channels }: AttributionSettings, content: unknown): Fragment {
  if (channels === 'signed-sum') return sum('k', content);
  if (channels === 'max-abs')
    return mathml`<munder><mi>max</mi><mi>k</mi></munder
      >${bars(content)}`;
  return mathml`<mfrac><mn>1</mn><mi>K</mi></mfrac
    >${sum('k', bars(content))}`;
}

const noisy = (settings: AttributionSettings, content: (slope: Fragment) => unknown): TemplateResult =>
  math(
    mathml`${left}${reduced(
      settings,
      mathml`<mrow
          ><mfrac><mn>1</mn><mi>n</mi></mfrac
          >${sum(
            'i',
            content(
              slope(
                settings,
                mathml`<mrow
                  ><mo>(</mo><mi>I</mi><mo>+</mo><msub><mi>ε</mi><mi>i</mi></msub
                  ><mo>)</mo></mrow
                >`,
              ),
            ),
          )}</mrow
        >`,
    )}<mo>,</mo><mspace width="1em"></mspace><msub><mi>ε</mi><mi>i</mi></msub
      ><mo>∼</mo><mi>N</mi
      ><mrow
        ><mo>(</mo><mn>0</mn><mo>,</mo><msup><mi>σ</mi><mn>2</mn></msup
        ><mo>)</mo></mrow
      >`,
  );

/** A rectifier's rule for the signal g that comes back. */
const rule = (settings: AttributionSettings, on: boolean): TemplateResult =>
  math(
    mathml`${left}${reduced(
      settings,
      mathml`<msub
          ><mi>g</mi><mrow><mi>y</mi><mi>x</mi><mi>k</mi></mrow></msub
        >`,
    )}<mo>,</mo><mspace width="1em"></mspace><mtext>at each ReLU</mtext><mspace width=".5em"></mspace><mi>g</mi
      ><mo>←</mo><mi>g</mi><mo>·</mo><mrow><mo>[</mo><mi>g</mi><mo>&gt;</mo><mn>0</mn><mo>]</mo></mrow
      >${on ? mathml`<mo>·</mo><mrow><mo>[</mo><mi>a</mi><mo>&gt;</mo><mn>0</mn><mo>]</mo></mrow>` : ''}`,
  );

const cell = mathml`<msub
  ><mi>A</mi><mrow><mi>k</mi><mi>i</mi><mi>j</mi></mrow></msub
>`;
const layerSlope = ({ quantity }: AttributionSettings): Fragment =>
  mathml`<mfrac
    ><mrow><mo>∂</mo><mi>${quantity === 'probability' ? 'p' : 'z'}</mi></mrow
    ><mrow><mo>∂</mo>${cell}</mrow></mfrac
  >`;
const map = mathml`<msub
    ><mi>M</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub
  ><mo>=</mo>`;
const positive = (content: unknown, signed: boolean | undefined): unknown =>
  signed ? content : mathml`<mi>max</mi><mrow><mo>(</mo>${content}<mo>,</mo><mn>0</mn><mo>)</mo></mrow>`;

export const FORMULAS: Readonly<Record<AttributionMethod, Formula>> = {
  gradient: (settings) => math(mathml`${left}${reduced(settings, slope(settings))}`),
  'gradient-x-input': (settings) =>
    math(mathml`${left}${reduced(settings, mathml`<mrow>${pixel}<mo>·</mo>${slope(settings)}</mrow>`)}`),
  smoothgrad: (settings) => noisy(settings, (gradient) => gradient),
  'smoothgrad-squared': (settings) =>
    noisy(
      settings,
      (gradient) =>
        mathml`<msup
          ><mrow><mo>(</mo>${gradient}<mo>)</mo></mrow
          ><mn>2</mn></msup
        >`,
    ),
  vargrad: (settings) =>
    noisy(
      settings,
      (gradient) =>
        mathml`<msup
          ><mrow
            ><mo>(</mo>${gradient}<mo>−</mo><mover><mi>g</mi><mo>¯</mo></mover
            ><mo>)</mo></mrow
          ><mn>2</mn></msup
        >`,
    ),
  'integrated-gradients': (settings) =>
    math(
      mathml`${left}${reduced(
        settings,
        mathml`<mrow
            ><mrow
              ><mo>(</mo>${pixel}<mo>−</mo
              ><msub
                ><mi>B</mi><mrow><mi>y</mi><mi>x</mi><mi>k</mi></mrow></msub
              ><mo>)</mo></mrow
            ><mo>·</mo><mfrac><mn>1</mn><mi>n</mi></mfrac
            >${sum('i', slope(settings))}</mrow
          >`,
      )}<mspace width="1em"></mspace><mtext>at</mtext><mspace width=".5em"></mspace><mi>B</mi><mo>+</mo
        ><mfrac
          ><mrow><mi>i</mi><mo>+</mo><mn>½</mn></mrow
          ><mi>n</mi></mfrac
        ><mrow
          ><mo>(</mo><mi>I</mi><mo>−</mo><mi>B</mi><mo>)</mo></mrow
        >`,
    ),
  deconvnet: (settings) => rule(settings, false),
  'guided-backprop': (settings) => rule(settings, true),
  cam: () =>
    math(
      mathml`${map}${sum(
        'k',
        mathml`<msub
              ><mi>w</mi><mrow><mi>k</mi><mi>c</mi></mrow></msub
            >${cell}`,
      )}<mo>,</mo><mspace width="1em"></mspace><msub><mi>z</mi><mi>c</mi></msub
        ><mo>=</mo><mi>mean</mi><mrow><mo>(</mo><mi>M</mi><mo>)</mo></mrow
        ><mo>+</mo><msub><mi>b</mi><mi>c</mi></msub>`,
    ),
  'grad-cam': (settings) =>
    math(
      mathml`${map}${positive(
        sum(
          'k',
          mathml`<msub><mi>w</mi><mi>k</mi></msub
              >${cell}`,
        ),
        settings.signed,
      )}<mo>,</mo><mspace width="1em"></mspace><msub><mi>w</mi><mi>k</mi></msub
        ><mo>=</mo
        ><munder
          ><mi>mean</mi><mrow><mi>i</mi><mi>j</mi></mrow></munder
        >${layerSlope(settings)}`,
    ),
  'grad-cam-plus-plus': (settings) =>
    math(
      mathml`${map}${positive(
        sum(
          'k',
          mathml`<msub><mi>w</mi><mi>k</mi></msub
              >${cell}`,
        ),
        false,
      )}<mo>,</mo><mspace width="1em"></mspace><msub><mi>w</mi><mi>k</mi></msub
        ><mo>=</mo
        ><munder
          ><mo>∑</mo><mrow><mi>i</mi><mi>j</mi></mrow></munder
        ><mfrac
          ><msup><mi>g</mi><mn>2</mn></msup
          ><mrow
            ><mn>2</mn><msup><mi>g</mi><mn>2</mn></msup
            ><mo>+</mo><msup><mi>g</mi><mn>3</mn></msup
            ><mo>∑</mo><msub><mi>A</mi><mi>k</mi></msub></mrow
          ></mfrac
        ><mi>max</mi><mrow><mo>(</mo><mi>g</mi><mo>,</mo><mn>0</mn><mo>)</mo></mrow
        ><mo>,</mo><mspace width="1em"></mspace><mi>g</mi><mo>=</mo>${layerSlope(settings)}`,
    ),
  'guided-grad-cam': (settings) =>
    math(
      mathml`${left}${reduced(
        settings,
        mathml`<msub
            ><mi>g</mi><mrow><mi>y</mi><mi>x</mi><mi>k</mi></mrow></msub
          >`,
      )}<mo>·</mo
        ><msub
          ><mi>M</mi><mrow><mi>y</mi><mi>x</mi></mrow></msub
        ><mspace width="1em"></mspace><mtext>(g: guided backprop, M: Grad-CAM)</mtext>`,
    ),
  occlusion: ({ quantity }) => {
    const score = mathml`<mi>${quantity === 'probability' ? 'p' : 'z'}</mi>`;
    return math(
      mathml`${left}<munder><mi>mean</mi><mtext>patches over (x, y)</mtext></munder
        ><mrow
          ><mo>(</mo>${score}<mrow><mo>(</mo><mi>I</mi><mo>)</mo></mrow
          ><mo>−</mo>${score}<mrow><mo>(</mo><mtext>I with the patch</mtext><mo>)</mo></mrow
          ><mo>)</mo></mrow
        >`,
    );
  },
  rise: ({ quantity }) =>
    math(
      mathml`${left}<mfrac
          ><mn>1</mn><mrow><mi>n</mi><mi>q</mi></mrow></mfrac
        >${sum(
          'i',
          mathml`<mi>${quantity === 'probability' ? 'p' : 'z'}</mi
            ><mrow
              ><mo>(</mo><mi>I</mi><mo>⊙</mo><msub><mi>m</mi><mi>i</mi></msub
              ><mo>)</mo></mrow
            ><mo>·</mo
            ><msub
              ><mi>m</mi><mrow><mi>i</mi><mi>y</mi><mi>x</mi></mrow></msub
            >`,
        )}<mspace width="1em"></mspace><mtext>(q = ½: the share of a mask that is open)</mtext>`,
    ),
  'full-grad': () =>
    math(
      mathml`<mi>z</mi><mo>=</mo>${sum(
        'I',
        mathml`<mi>I</mi
            ><mfrac
              ><mrow><mo>∂</mo><mi>z</mi></mrow
              ><mrow><mo>∂</mo><mi>I</mi></mrow></mfrac
            >`,
      )}<mo>+</mo><munder><mo>∑</mo><mtext>biases b</mtext></munder
        ><mi>b</mi
        ><mfrac
          ><mrow><mo>∂</mo><mi>z</mi></mrow
          ><mrow><mo>∂</mo><mi>y</mi></mrow></mfrac
        ><mo>,</mo><mspace width="1em"></mspace><mi>S</mi><mo>=</mo><mo>∑</mo>${bars(mathml`<mtext>each part</mtext>`)}`,
    ),
};
