/**
 * Which networks are compared: names of the catalogue, specs of the page and a live model, each counted at the width
 * and image size that are set. Counts are kept until something that they depend on changes. Draws nothing.
 */
import {
  architecture,
  architectureLabel,
  countLayers,
  KitError,
  layerRows,
  scaleWidth,
  type ArchitectureName,
  type ArchitectureSpec,
  type CountedLayer,
  type Evaluation,
  type LayerCount,
  type LayerRow,
} from '../../core/index.js';
import type { LiveModel } from './live-model.js';

export interface CountedNetwork {
  /** Unique in the element. */
  readonly id: string;
  /** Short name for bars and tabs. */
  readonly label: string;
  readonly count: LayerCount;
  readonly rows: readonly LayerRow<CountedLayer>[];
  /** Last look at held-out images, of a live model. */
  readonly evaluation: Evaluation | undefined;
}

export interface Comparison {
  readonly architectures: readonly ArchitectureName[];
  readonly specs: readonly ArchitectureSpec[];
  /** Width multiplier of all but the live model, whose width is a fact. */
  readonly width: number;
  /** Side of the image; undefined: each network's own. */
  readonly inputSize: number | undefined;
}

interface Wanted {
  readonly id: string;
  readonly label: string;
  readonly spec: ArchitectureSpec;
  readonly width: number;
  readonly evaluation: Evaluation | undefined;
}
interface Kept {
  readonly wanted: Wanted;
  readonly inputSize: number | undefined;
  /** Undefined where nothing could be counted; that was said once. */
  readonly counted: CountedNetwork | undefined;
}

export class Networks {
  readonly #loaded = new Map<ArchitectureName, ArchitectureSpec>();
  readonly #loading = new Map<ArchitectureName, Promise<void>>();
  /** Those that could not be loaded; said once, not asked for again. */
  readonly #lost = new Set<ArchitectureName>();
  readonly #kept = new Map<string, Kept>();
  readonly #arrived: () => void;
  readonly #failed: (error: unknown) => void;

  /** `arrived` is called when a network has loaded, `failed` with what keeps one from being loaded or counted. */
  constructor(arrived: () => void, failed: (error: unknown) => void) {
    this.#arrived = arrived;
    this.#failed = failed;
  }

  /** Labels of the networks that have yet to load. */
  get arriving(): readonly string[] {
    return [...this.#loading.keys()].map(architectureLabel);
  }

  get pending(): boolean {
    return this.#loading.size > 0;
  }

  /** Resolves when all that were asked for so far have loaded or failed. */
  get settled(): Promise<unknown> {
    return Promise.all(this.#loading.values());
  }

  /** All networks that are here, in the order in which they were asked for, the live model last. */
  counted(
    { architectures, specs, width, inputSize }: Comparison,
    live: LiveModel | undefined,
  ): readonly CountedNetwork[] {
    const named = architectures.flatMap((name): Wanted[] => {
      const spec = this.#spec(name);
      return spec ? [{ id: name, label: architectureLabel(name), spec, width, evaluation: undefined }] : [];
    });
    const ids = named.map(({ id }) => id);
    const add = (name: string, spec: ArchitectureSpec, factor: number, evaluation?: Evaluation): Wanted => {
      const id = ids.includes(name) ? `${name} (${ids.length + 1})` : name;
      ids.push(id);
      return { id, label: id, spec, width: factor, evaluation };
    };
    const given = specs.map((spec) => add(String(spec.name ?? 'network'), spec, width));
    const living = live?.snapshot ? [add(live.label, live.snapshot.spec, 1, live.evaluation)] : [];
    return [...named, ...given, ...living].flatMap((wanted) => this.#count(wanted, inputSize) ?? []);
  }

  #spec(name: ArchitectureName): ArchitectureSpec | undefined {
    const known = this.#loaded.get(name);
    if (known || this.#loading.has(name)) return known;
    if (this.#lost.has(name)) return undefined;
    const spec = architecture(name);
    if (!(spec instanceof Promise)) {
      this.#loaded.set(name, spec);
      return spec;
    }
    const loading = spec
      .then(
        (loaded) => void this.#loaded.set(name, loaded),
        (cause: unknown) => {
          this.#lost.add(name);
          const sentence = `The description of ${architectureLabel(name)} could not be loaded. Reload the page to try again.`;
          this.#failed(new KitError('fetch-failed', sentence, { cause }));
        },
      )
      .then(() => {
        this.#loading.delete(name);
        this.#arrived();
      });
    this.#loading.set(name, loading);
    return undefined;
  }

  #count(wanted: Wanted, inputSize: number | undefined): CountedNetwork | undefined {
    const { id, label, spec, width, evaluation } = wanted;
    const kept = this.#kept.get(id);
    if (kept && kept.wanted.spec === spec && kept.wanted.width === width && kept.inputSize === inputSize) {
      const { counted } = kept;
      return counted && counted.evaluation !== evaluation ? { ...counted, evaluation } : counted;
    }
    let counted: CountedNetwork | undefined;
    try {
      const count = countLayers(scaleWidth(spec, width), inputSize);
      counted = { id, label, count, rows: layerRows(count), evaluation };
    } catch (error) {
      this.#failed(error);
    }
    this.#kept.set(id, { wanted, inputSize, counted });
    return counted;
  }
}
