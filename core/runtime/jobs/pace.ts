/** How fast a run goes and how long it will take, from its last steps: shader compilation at the start soon drops out. */

/** Steps looked back on: long enough to be steady, short enough to follow a throttled laptop. */
const WINDOW = 50;

export class Pace {
  /** Start and end of the last steps, in ms. */
  private readonly spans: { readonly begin: number; readonly end: number }[] = [];
  private begun = 0;

  constructor(private readonly batchSize: number) {}

  begin(): void {
    this.begun = performance.now();
  }

  end(): void {
    this.spans.push({ begin: this.begun, end: performance.now() });
    if (this.spans.length > WINDOW) this.spans.shift();
  }

  /** While it computes; waiting and evaluations do not count. */
  get imagesPerSecond(): number {
    const computing = this.spans.reduce((sum, { begin, end }) => sum + end - begin, 0);
    return computing > 0 ? (this.spans.length * this.batchSize * 1000) / computing : 0;
  }

  /** At the pace of late, with everything that comes between steps. */
  secondsLeft(steps: number): number {
    const first = this.spans[0];
    const last = this.spans.at(-1);
    return first && last ? ((last.end - first.begin) / this.spans.length / 1000) * steps : 0;
  }
}
