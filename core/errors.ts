/**
 * The one error class of the library. Every failure that a reader or a page author can meet is a KitError with a
 * code to branch on and a sentence to act on; anything else that is thrown is a defect of ours.
 */

export type KitErrorCode =
  | 'no-backend'
  | 'device-lost'
  | 'out-of-memory'
  | 'worker-blocked'
  | 'fetch-failed'
  | 'bad-spec'
  | 'bad-data'
  | 'bad-weights'
  | 'unsupported-layer'
  | 'invalid-argument'
  | 'diverged'
  | 'internal'
  | 'aborted';

/** What crosses the worker boundary: structured clone keeps neither the class nor the code of an Error. */
export interface SerializedKitError {
  readonly code: KitErrorCode;
  readonly message: string;
  /** The layer that the sentence is about, where there is one. */
  readonly layer?: string;
  readonly causeMessage?: string;
}

export class KitError extends Error {
  override readonly name = 'KitError';
  readonly code: KitErrorCode;
  readonly layer: string | undefined;

  constructor(code: KitErrorCode, message: string, options: { cause?: unknown; layer?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.layer = options.layer;
  }

  /** Wraps anything that was thrown; a KitError passes through, an AbortError becomes `aborted`. */
  static from(thrown: unknown, fallback: KitErrorCode = 'internal'): KitError {
    if (thrown instanceof KitError) return thrown;
    if (thrown instanceof DOMException && thrown.name === 'AbortError') {
      return new KitError('aborted', 'The request was cancelled.', { cause: thrown });
    }
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return new KitError(fallback, detail, { cause: thrown });
  }

  static revive(data: SerializedKitError): KitError {
    return new KitError(data.code, data.message, {
      ...(data.layer === undefined ? {} : { layer: data.layer }),
      ...(data.causeMessage === undefined ? {} : { cause: new Error(data.causeMessage) }),
    });
  }

  serialize(): SerializedKitError {
    return {
      code: this.code,
      message: this.message,
      ...(this.layer === undefined ? {} : { layer: this.layer }),
      ...(this.cause instanceof Error ? { causeMessage: this.cause.message } : {}),
    };
  }
}
