/**
 * One photograph to draw over: a bird, number 75 of the held-out images in cifar10-mini, in 64 colours. Data inside the
 * script, drawn as shapes: no request, nothing for a page's img-src policy to refuse, crisp at any size and in print.
 */
import { svg, type SVGTemplateResult } from 'lit';

const SIDE = 32;
/** Six hexadecimal digits a colour, dark to light. */
const PALETTE =
  '0605091d1919333a2e48371e4046486046115248364f5023704915495e464c5a6374502a595a42874d106e55405d6331' +
  '87521f43753e4b7d466e6d405f79584f84489f6327687467627e475184558c6e444f8c4e57894e558e40727e565e8f56' +
  '559455a5703eb06d355b9a5b69945c659b49748d73629e5d818c8b869260a08759739d63b9884e7ba36c77ac617cac6f' +
  '91a17781ab788aa09987b07c8cb183c1a16f90b68795b3a096b98b9cbd91a3bfbaaacd95b9d1a8c9ddb8d6e3c8e1ecda';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** A letter a pixel, row by row: the place of its colour in the palette. */
const PIXELS =
  'RRRRSVVccfffffkkrrrtttttxxxz0000RRRSVccffkkkkkkrrrtttxxxxz002222RRRSVccfkkkrtmrrrrttxxxxz0002442' +
  'RRSSccffxrt433xrrrtxxzzz02224444RSSVccfk40mXXy3tttvxzzzz02444444SSVVccfkpweBBEyyttvxxzz022444444' +
  'SVVVccfkYeMBABKyxtvxxz0022444555SSVVccffckJAAACo2vvvxz0002244555SVVVccfffkJAAABX3xvvxxz002245555' +
  'SVVVccfffnJAAABo62xvvvxz02245555SSVVcccffjCAABCy63yxvvvz00244555SSSVcccfffCABLOoyooxtuvxz0224455' +
  'SSSVVccfffHDLihqXXmxttvxz0224455RSSVVVccffPLhiisaGJXttvxzz022445RSSVVcccggPIQWishDCJmtvxzzz02444' +
  'RRSSVccbbgYFFQiiiLDGUxvvxzz02224RRSSVVcbbgfPFQWWihLDMmxvxzz02222RRSSVVVbbbgSPLINWssaGXmvxxxzz002' +
  'RRSSSVVbbbbbYPFFWhs1OGmtvxzzz000RRSSSSVbbbbbcYPHLas1qOMUtxxzz000RRSSSccVbbbbbbfeTTqqq1OCrxxxxzzz' +
  'RRRRcuucVVVbbbcfUUwppweGpwvvvxxzRSSfnuulSVVbbbgSJUmtkkYHTptvvvxxf0z2zuldSVVbbbZRSUUkjnkYHTptvvvx' +
  '4_-97uldSVVbbZZSfZZjjjnrYHTptvvx8___9uldSVVbZZfZZZgggjjnrYPpvttx79__-zulVVVVZXmUZgggggjnntprtttt' +
  '4w9__94ldccbSJmmZgggggjnnuzrrzzt5e5_-_8t00rrJJXUZgggggjjnnvut574858_---8-944UXXJZgggjjjjnnuuz870' +
  '99-___--_-wwXXomgggjjjjjnuuuz82r8--__-9-__5kJEm0jggjnnjnuvur45kk';

/** The picture, stretched to a box of an SVG drawing. */
export function drawSamplePicture(x: number, y: number, width: number, height: number): SVGTemplateResult {
  shapes ??= colourShapes();
  return svg`<g
    class="photograph"
    transform="translate(${x} ${y}) scale(${width / SIDE} ${height / SIDE})"
  >${shapes.map(({ fill, path }) => svg`<path fill=${fill} d=${path} />`)}</g>`;
}

interface Shape {
  readonly fill: string;
  readonly path: string;
}
let shapes: readonly Shape[] | undefined;

/** One path for each colour, runs of a row as one rectangle. */
function colourShapes(): readonly Shape[] {
  const paths = new Map<string, string>();
  for (let start = 0, i = 0; i < PIXELS.length; i += 1) {
    const pixel = PIXELS[i]!;
    if (PIXELS[i + 1] === pixel && (i + 1) % SIDE !== 0) continue;
    const length = i + 1 - start;
    paths.set(pixel, `${paths.get(pixel) ?? ''}M${start % SIDE} ${Math.floor(start / SIDE)}h${length}v1h-${length}z`);
    start = i + 1;
  }
  return [...paths].map(([pixel, path]) => {
    const at = ALPHABET.indexOf(pixel) * 6;
    return { fill: `#${PALETTE.slice(at, at + 6)}`, path };
  });
}
