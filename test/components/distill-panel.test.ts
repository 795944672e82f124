/** The panel over models in memory: what it asks, shows and says; its words and numbers; and over real ones. */
import { expect, fixture, html } from '@open-wc/testing';
import axe from 'axe-core';
import { gradientRows } from '../../components/distill-panel/below.js';
import { billRows } from '../../components/distill-panel/bill.js';
import { accuracyChart, softChart } from '../../components/distill-panel/curves.js';
import '../../components/distill-panel/define.js';
import type { DistillPanel } from '../../components/distill-panel/distill-panel.js';
import { examsCsv, runLog, stepsCsv, tagFor } from '../../components/distill-panel/exports.js';
import { knowledgeSentence, lessonSentence, textOf as sentence } from '../../components/distill-panel/finding.js';
import { liveResults, readyResults } from '../../components/distill-panel/results.js';
import type { LessonView as View } from '../../components/distill-panel/view.js';
import { compact, points } from '../../components/distill-panel/words.js';
import { comparePaired, KitError, unpackRight } from '../../core/index.js';
import { SampleLesson, type SampleLessonOptions, TEACHER_LOGITS } from '../../stories/support/sample-lesson.js';
import { all, button, listenToConsole, settled, textOf, until, within } from './shared/element-tools.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const says = (panel: DistillPanel, part: string) => plain(textOf(within(panel, `[part=${part}]`)));

interface Bench {
  readonly panel: DistillPanel;
  readonly lesson: SampleLesson;
  readonly errors: KitError[];
}

async function bench(
  options: SampleLessonOptions = {},
  attributes: Record<string, string> = {},
  prepare: (lesson: SampleLesson) => void = () => {},
): Promise<Bench> {
  const lesson = new SampleLesson(options);
  prepare(lesson);
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.style.width = '720px';
  const errors: KitError[] = [];
  box.addEventListener('kit-error', (event) => errors.push(event.error));
  const panel = document.createElement('distill-panel');
  for (const [name, value] of Object.entries({ image: '3', ready: 'none', ...attributes }))
    panel.setAttribute(name, value);
  panel.lessons = lesson;
  box.append(panel);
  await settled(panel);
  return { panel, lesson, errors };
}

/** As `bench`, once both networks have said what they say. */
async function drawn(...args: Parameters<typeof bench>): Promise<Bench> {
  const made = await bench(...args);
  await until(() => all(made.panel, '[part=gradients]').length === 1, 'the gradients');
  return made;
}

/** The view of a lesson, without an element. */
function viewOf(lesson: SampleLesson, temperature = 5, truth: string | null = 'cat'): View {
  const [teacher, student, control] = [lesson.teacher, lesson.student, lesson.control].map((one) => one.snapshot) as [
    View['teacher'],
    View['student'],
    View['control'],
  ];
  const picked = {
    pixels: { data: new Uint8Array(32 * 32 * 3), shape: [32, 32, 3] },
    name: 'held-out image 3',
    index: 3,
    ...(truth === null ? {} : { truth }),
  };
  return {
    teacher,
    student,
    control,
    lessons: lesson.snapshot,
    temperature,
    picked,
    teacherSaid: { picked, logits: TEACHER_LOGITS, step: 0 },
    studentSaid: { picked, logits: lesson.student.logits, step: 0 },
    results: liveResults({ teacher, student, control }, lesson.snapshot),
  };
}

describe('what the panel says', () => {
  it('of the teacher: what it adds to the label, or that it disagrees', () => {
    const lesson = new SampleLesson();
    const say = (view: View) => plain(sentence(knowledgeSentence(view)));
    expect(say(viewOf(lesson))).to.equal(
      'At T = 5 the teacher adds what the label cannot say: this cat is more like a dog than a frog, and least like an automobile.',
    );
    expect(say(viewOf(lesson, 5, 'dog'))).to.match(/takes this dog for a cat, 3\d\.\d %, and gives dog 1\d\.\d %/);
    // So hot that all are alike.
    expect(say(viewOf(lesson, 100))).to.match(/about as much like a dog as like a frog/);
    expect(say({ ...viewOf(lesson), teacherSaid: undefined })).to.equal('The teacher looks at the image.');
  });

  it('of the lesson: worth, cost, or not distinguishable, with the interval', () => {
    const say = (worth: number) => plain(sentence(lessonSentence(viewOf(new SampleLesson({ done: 1, worth })))));
    expect(say(6)).to.match(
      /On 1,000 held-out images, after step 624, the teacher is worth \d\.\d points \(95 % interval \+\d\.\d to \+\d\.\d\)/,
    );
    expect(say(-6)).to.match(/the teacher costs \d\.\d points \(95 % interval −\d\.\d to −\d\.\d\)/);
    expect(say(0)).to.match(
      /not distinguishable: 0\.0 points, 95 % interval −0\.4 to \+0\.4\. The student has \d+ % of/,
    );
    expect(say(6)).to.match(/of its teacher’s accuracy at 17 % of the parameters\./);
  });

  it('writes numbers as the columns do', () => {
    expect([7_790_794, 1_165_962, 322_638_848, 489_274, 81_123, 950].map((n) => plain(compact(n)))).to.deep.equal([
      '7.79 M',
      '1.17 M',
      '322.6 M',
      '489 k',
      '81.1 k',
      '950',
    ]);
    expect([0.012, -0.0044, 0.0002].map(points)).to.deep.equal(['+1.2', '−0.4', '0.0']);
  });

  it('counts the bill from the answers themselves', () => {
    const lesson = new SampleLesson({ done: 1 });
    const { results } = viewOf(lesson);
    const { labels, teacher, student } = lesson.snapshot;
    const same = student!.answers.predicted.filter((answer, i) => answer === teacher!.answers.predicted[i]).length;
    expect(results.student.agreement).to.equal(same / labels!.length);
    expect(results.teacher.agreement).to.equal(undefined);
    const rows = Object.fromEntries(billRows(results).map(([name, ...cells]) => [name, cells.map(plain)]));
    expect(rows['parameters']![0]).to.equal('489 k');
    expect(rows['agrees with teacher']![0]).to.equal('–');
    expect(rows['accuracy per million']![1]).to.equal(
      ((results.student.accuracy! * 100) / (results.student.parameters / 1e6)).toFixed(1),
    );
  });

  it('draws curves over the whole run, the soft part with its weight', () => {
    const lesson = new SampleLesson({ done: 0.5 });
    const view = viewOf(lesson);
    const { x, reference, series, says: words } = accuracyChart(view);
    expect([x.last, series.length]).to.deep.equal([624, 2]);
    expect(plain(reference!.label)).to.match(/^teacher \d\d\.\d %$/);
    expect(words).to.match(/with a teacher \d+\.\d %, alone \d+\.\d %; the teacher has/);
    // T² = 25 times the distance.
    const { distances } = lesson.snapshot;
    expect(softChart(view).series[0]!.points[0]![1]).to.be.closeTo(25 * distances[0]!.student, 1e-9);
    expect(softChart(viewOf(new SampleLesson())).says).to.match(/empty/);
  });

  it('gives gradients that sum to nothing, in the order of the teacher’s answer', () => {
    const rows = gradientRows(viewOf(new SampleLesson()))!;
    expect(rows[0]!.name).to.equal('cat');
    for (const part of ['hard', 'soft', 'limit'] as const) {
      expect(rows.reduce((total, row) => total + row[part], 0)).to.be.closeTo(0, 1e-9);
    }
    const hot = gradientRows(viewOf(new SampleLesson(), 2_000))!;
    for (const { soft, limit } of hot) expect(soft).to.be.closeTo(limit, 2e-3);
    expect(gradientRows(viewOf(new SampleLesson(), 5, null))![0]!.hard).to.be.NaN;
  });

  it('exports every number and a tag that gives the lesson again', () => {
    const lesson = new SampleLesson({ done: 0.5, rule: { mode: 'weighted', temperature: 3, weight: 0.5 } });
    const view = viewOf(lesson);
    expect(stepsCsv(view).split('\r\n')).to.have.length(312 + 2);
    expect(examsCsv(view)).to.match(/^step,accuracy with teacher,accuracy alone/);
    const log = JSON.parse(runLog(view)) as Record<string, { readonly step: number }>;
    expect(log['student']!.step).to.equal(312);
    const tag = tagFor('distill-panel', view);
    expect(tag).to.match(/teacher="baseline-slim".* temperature="3" mode="weighted" weight="0.5"/);
  });
});

describe('ready results', () => {
  const at = (path: string) => new URL(`../../${path}`, import.meta.url).href;
  const taught = at('assets/models/mobilenet-distilled/model.json');
  const alone = at('assets/models/mobilenet/model.json');
  const names = [at('assets/models/baseline/model.json'), taught, alone].join(' ');
  const { signal } = new AbortController();

  it('are counted from what the files say of each image, without their weights', async () => {
    const results = (await readyResults(names, signal))!;
    expect(results).to.include({ source: 'ready', images: '10,000 test images' });
    const bits = await Promise.all(
      [taught, alone].map(async (url) => {
        const { userDefinedMetadata } = (await (await fetch(url)).json()) as {
          userDefinedMetadata: { accuracy: { right: string; overall: number } };
        };
        const { overall, right } = userDefinedMetadata.accuracy;
        return { overall, right: unpackRight(right, 10_000)! };
      }),
    );
    for (const { right, overall } of bits) expect(right.filter(Boolean).length / 10_000).to.equal(overall);
    expect(results.comparison).to.deep.equal(comparePaired(bits[0]!.right, bits[1]!.right));
    expect(results.comparison!.difference).to.be.closeTo(bits[0]!.overall - bits[1]!.overall, 1e-12);
    expect(results.teacher.parameters).to.equal(7_790_794);
    expect(results.control).to.deep.include({ parameters: 1_165_962, multiplyAdds: 58_438_656 });
  });

  it('are none where a file is missing or says nothing of itself', async () => {
    expect(await readyResults(`${names.split(' ')[0]} nowhere.json ${alone}`, signal)).to.equal(undefined);
    const silent = at('test/fixtures/models/small/model.json');
    expect(await readyResults(`${silent} ${silent} ${silent}`, signal)).to.equal(undefined);
  });

  it('stand in the panel until somebody trains', async () => {
    const { panel, lesson } = await bench({}, { ready: names });
    await until(() => panel.results?.source === 'ready', 'the ready results');
    await settled(panel);
    expect(says(panel, 'controls')).to.match(
      /shown: results shipped with the networks, measured on 10,000 test images/,
    );
    expect(says(panel, 'effect')).to.match(/On 10,000 test images the teacher is worth \d\.\d points/);
    lesson.learn(0.5, 'running', 5);
    await settled(panel);
    expect(panel.results!.source).to.equal('live');
    expect(says(panel, 'effect')).to.match(/1,000 held-out images/);
  });
});

describe('<distill-panel>', () => {
  it('asks both networks about the image, and draws what they say', async () => {
    const stop = listenToConsole();
    const { panel, lesson } = await drawn();
    expect(says(panel, 'title')).to.equal('What can a big network teach a small one?');
    expect(lesson.teacher.count('model.predict')).to.equal(1);
    expect(lesson.student.count('model.predict')).to.equal(1);
    const rows = all(panel, '.dark tbody tr').map((row) => plain(textOf(row)));
    expect(rows).to.have.length(10);
    expect(rows[0]).to.match(/^cat ✓ the label\s+97\.\d %\s+32\.\d %/);
    expect(stop()).to.deep.equal([]);
  });

  it('softens by the slider without asking anew, and teaches with it once it rests', async () => {
    const { panel, lesson } = await drawn();
    const slider = within<HTMLInputElement>(panel, '[part=knowledge] input');
    slider.value = '20';
    slider.dispatchEvent(new Event('input'));
    await panel.updateComplete;
    expect(says(panel, 'knowledge')).to.match(/T = 20, 3\.\d\d bits/);
    expect([panel.temperature, lesson.requests.length]).to.deep.equal([undefined, 0]);
    slider.dispatchEvent(new Event('change'));
    await panel.updateComplete;
    expect(panel.temperature).to.equal(20);
    expect(lesson.requests).to.have.length(1);
    expect(lesson.requests[0]).to.match(/"temperature":20/);
    expect(lesson.teacher.count('model.predict')).to.equal(1);
  });

  it('sends what its buttons say', async () => {
    const { panel, lesson } = await bench({ done: 0.5 });
    button(panel, 'Pause').click();
    lesson.student.show({ phase: 'paused' });
    await settled(panel);
    button(panel, 'Step').click();
    button(panel, 'Resume both students').click();
    button(panel, 'Reset').click();
    await settled(panel);
    expect(lesson.requests).to.deep.equal(['pause', 'step', 'train', 'reset']);
  });

  it('fires what happens: the run, and what each exam finds', async () => {
    const { panel, lesson } = await bench();
    const heard: string[] = [];
    for (const name of ['train-start', 'train-progress', 'train-end', 'distill-result'] as const) {
      panel.addEventListener(name, () => heard.push(name));
    }
    lesson.student.show({ phase: 'running' });
    lesson.learn(1, 'finished', 5);
    await settled(panel);
    expect(heard.sort()).to.deep.equal(['distill-result', 'train-end', 'train-progress', 'train-start']);
  });

  it('says once that a teacher of other classes can’t teach', async () => {
    const { panel, errors, lesson } = await bench({}, {}, (made) => made.teacher.show({ classNames: ['a', 'b'] }));
    expect(says(panel, 'error')).to.match(/tells 2 classes apart and the student 10/);
    lesson.student.show({ step: 1 });
    await settled(panel);
    expect(errors.map(({ code }) => code)).to.deep.equal(['invalid-argument']);
    lesson.teacher.show({ classNames: lesson.student.snapshot.classNames });
    await settled(panel);
    expect(all(panel, '[part=error]')).to.have.length(0);
  });

  it('shows what failed, with a way on', async () => {
    const { panel, lesson } = await bench({}, {}, (made) =>
      made.teacher.failures.set(
        'model.predict',
        new KitError('fetch-failed', 'The network did not arrive. Try again.'),
      ),
    );
    await until(() => all(panel, '[part=error]').length === 1, 'the error');
    lesson.teacher.failures.clear();
    button(panel, 'Download again').click();
    await until(() => all(panel, '[part=gradients]').length === 1, 'the answer');
    expect(all(panel, '[part=error]')).to.have.length(0);
  });

  it('refuses values that mean nothing, and keeps the last good ones', async () => {
    const { panel, errors } = await bench({}, { temperature: '-2', mode: 'hints', weight: '3' });
    expect(errors.map(({ message }) => message.slice(0, 40))).to.have.length(2);
    expect(panel.weight).to.equal(3);
    expect(panel.temperature).to.equal(undefined);
  });

  it('opens its panels: formulas, tables, settings', async () => {
    const { panel, lesson } = await drawn({ done: 1 });
    for (const label of ['How it is computed', 'Numbers as a table', 'All settings']) button(panel, label).click();
    await until(() => all(panel, '#panel-settings fieldset').length > 0, 'the settings');
    expect(within(panel, '#panel-how math')!.namespaceURI).to.match(/MathML/);
    expect(within(panel, '#panel-how math mfrac')!.namespaceURI).to.match(/MathML/);
    expect(all(panel, '#panel-numbers table')).to.have.length(5);
    const mode = all<HTMLSelectElement>(panel, '#panel-settings select')[0]!;
    mode.value = 'logits';
    mode.dispatchEvent(new Event('change'));
    await panel.updateComplete;
    expect(lesson.snapshot.rule.mode).to.equal('logits');
  });

  it('is accessible with everything open', async function () {
    this.timeout(30_000);
    const { panel } = await drawn({ done: 1 });
    for (const label of ['How it is computed', 'Numbers as a table', 'All settings']) button(panel, label).click();
    await until(() => all(panel, '#panel-settings fieldset').length > 0, 'the settings');
    const { violations } = await axe.run(panel);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)).to.deep.equal([]);
  });

  it('trains real models, survives being moved, and tells what an evaluation of each tells', async function () {
    this.timeout(120_000);
    const box = await fixture<HTMLElement>(
      html`<div>
        <div id="a"></div>
        <div id="b"></div>
      </div>`,
    );
    const panel = document.createElement('distill-panel');
    const attributes = {
      teacher: 'panel-teacher',
      student: 'panel-student',
      architecture: 'baseline',
      width: '0.03125',
      'batch-size': '8',
      epochs: '0.0064',
      seed: '3',
      ready: 'none',
    };
    for (const [name, value] of Object.entries(attributes)) panel.setAttribute(name, value);
    const { acquireSession } = await import('../../core/index.js');
    const teacher = acquireSession('panel-teacher', { width: 0.03125, seed: 8 });
    box.querySelector('#a')!.append(panel);
    await settled(panel);
    const run = panel.train();
    box.querySelector('#b')!.append(panel);
    await run;
    const { student, control, snapshot } = panel.lessons!;
    expect([student.snapshot.phase, control.snapshot.step]).to.deep.equal(['finished', 4]);
    const [taught, alone] = [await student.evaluate(), await control.evaluate()];
    expect(panel.results!.comparison!.difference).to.be.closeTo(taught.accuracy - alone.accuracy, 1e-12);
    expect(snapshot.rule).to.deep.equal({ mode: 'cross-entropy', temperature: 5, weight: undefined });
    expect((await panel.exportModel('control')).size).to.be.above(1_000);
    teacher.release();
  });
});
