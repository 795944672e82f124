/**
 * What stands below the teacher's dark knowledge: gradients, curves, calibration, the bill. In a chunk of its own, sent for
 * when the panel is near the viewport.
 */
import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import { chartStyles } from '../shared/chart.styles.js';
import type { FigurePicture } from '../shared/figure-picture.js';
import { addStyles } from '../shared/late-styles.js';
import { LineChart, type Probe } from '../shared/line-chart.js';
import { tableStyles } from '../shared/table.styles.js';
import { renderGradients, renderReliability } from './below.js';
import { renderBill } from './bill.js';
import { accuracyChart, hardChart, softChart } from './curves.js';
import { lessonStyles } from './lesson.styles.js';
import type { LessonView } from './view.js';

export class Lesson {
  readonly #accuracy: LineChart;
  readonly #hard: LineChart;
  readonly #soft: LineChart;

  constructor(host: LitElement) {
    addStyles(host, [chartStyles, tableStyles, lessonStyles]);
    const probe: Probe = { at: undefined };
    this.#accuracy = new LineChart(host, probe);
    this.#hard = new LineChart(host, probe);
    this.#soft = new LineChart(host, probe);
  }

  /** The drawings as they stand, for export. */
  get charts(): FigurePicture['charts'] {
    const charts = [
      { title: 'Held-out accuracy', drawing: this.#accuracy.drawing },
      { title: 'Loss of the labels (nats)', drawing: this.#hard.drawing },
      { title: 'Distance from the teacher (nats)', drawing: this.#soft.drawing },
    ];
    return charts.flatMap(({ title, drawing }) => (drawing === null ? [] : [{ title, drawing }]));
  }

  render(view: LessonView): TemplateResult {
    return html`${renderGradients(view) ?? nothing}
      <div class="part" part="lesson">${this.#accuracy.render(accuracyChart(view))}</div>
      <div class="part cols charts">${this.#hard.render(hardChart(view))} ${this.#soft.render(softChart(view))}</div>
      ${view.results.source === 'live' ? renderReliability(view) : nothing} ${renderBill(view)}`;
  }
}
