import { ConfigurationError } from '../../errors.js';
import { fakesTimers, realNow } from '../../timers/real-timers.js';

/** How long the invocations of a function that gets nowhere may take in real time, all together. */
const PATIENCE_MS = 10_000;
/** The same where a fake timer may be what it waits for, which no patience brings about. */
const PATIENCE_WITH_FAKE_TIMERS_MS = 2_000;

/** What is known of the end of an invocation: how many of its records it settled. */
export interface EndedInvocation {
  readonly requestId: string;
  readonly settled: number;
}

/**
 * Finds a function that does not end while its batches are retried without a limit: a simulation waits for it in real
 * time, and a day of retries would take hours.
 */
export class StuckFunction {
  /** Rejects when the function is found to be stuck. */
  readonly found: Promise<never>;
  #reject: (error: unknown) => void = () => undefined;
  /** The real milliseconds that the last slow invocations took, without one between them that settled a record. */
  #waitedMs = 0;
  readonly #durations = new Map<string, number>();

  constructor(
    private readonly timeoutMs: number,
    private readonly patienceMs = PATIENCE_MS,
    private readonly now: () => number = realNow,
  ) {
    this.found = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.found.catch(() => undefined);
  }

  /** Measures an invocation. */
  async measure<T>(requestId: string, invoke: () => Promise<T>): Promise<T> {
    const begun = this.now();
    try {
      return await invoke();
    } finally {
      this.#durations.set(requestId, this.now() - begun);
    }
  }

  /** Notes how an invocation ended whose batch is retried without a limit. */
  end({ requestId, settled }: EndedInvocation): void {
    const durationMs = this.#durations.get(requestId) ?? 0;
    this.#durations.delete(requestId);
    if (settled > 0) this.#waitedMs = 0;
    // Others fail at once, and a day of those takes no time.
    else if (durationMs >= this.timeoutMs / 2) this.#waitedMs += durationMs;
    const patienceMs = fakesTimers() ? PATIENCE_WITH_FAKE_TIMERS_MS : this.patienceMs;
    if (this.#waitedMs >= patienceMs) this.#reject(this.#error());
  }

  #error(): ConfigurationError {
    const why = fakesTimers()
      ? 'Fake timers are in place, and a handler that waits for one of them goes on only when the test turns the clock: ' +
        'turn it while simulate runs, or leave timers real'
      : 'Let the handler end';
    return new ConfigurationError(
      `simulate: the function does not end within its timeout of ${this.timeoutMs} ms, and its batch is retried without a limit. ` +
        `${why}, or set eventSource.maximumRetryAttempts to see what comes of it.`,
    );
  }
}
