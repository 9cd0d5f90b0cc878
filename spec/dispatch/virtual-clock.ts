import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { lambdaContext } from '../../lib/testing/index.js';

/** The longest time that a Node.js timer can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Timer {
  readonly at: number;
  fire(): void;
}

/** A clock that stands in for the process's own: time passes where work spends it, and to the next timer if all wait. */
export class VirtualClock {
  now = 0;
  readonly #timers = new Set<Timer>();

  constructor(private readonly onIdle: () => void = () => {}) {}

  /** How many timers have yet to fire. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Does work by this clock. Fails where the work waits for something that is no timer. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const uninstall = this.#install();
    try {
      let over = false;
      const end = () => {
        over = true;
      };
      const result = work();
      result.then(end, end);
      for (await setImmediate(); !over; await setImmediate()) {
        this.onIdle();
        assert.ok(this.#fireNext(), 'the work waits for something that never comes');
      }
      return await result;
    } finally {
      uninstall();
    }
  }

  /** Lets what is left come to its end: handlers that nobody waits for. */
  async drain(): Promise<void> {
    const uninstall = this.#install();
    try {
      while (this.#fireNext()) await setImmediate();
    } finally {
      uninstall();
    }
  }

  /** Keeps the thread busy: no timer fires meanwhile. */
  spend(ms: number): void {
    this.now += ms;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.#add(resolve, ms));
  }

  /** The context of an invocation that begins now. */
  context(remainingTimeMs: number): Context {
    const end = this.now + remainingTimeMs;
    return { ...lambdaContext(), getRemainingTimeInMillis: () => Math.max(0, end - this.now) };
  }

  #add(fire: () => void, ms: number): Timer {
    assert.ok(ms >= 0 && ms <= LONGEST_TIMER_MS, `a timer of ${ms} ms, which Node.js warns of and takes for 1 ms`);
    const timer = { at: this.now + Math.max(1, Math.trunc(ms)), fire };
    this.#timers.add(timer);
    return timer;
  }

  #fireNext(): boolean {
    const [next] = [...this.#timers].sort((a, b) => a.at - b.at);
    if (next === undefined) return false;
    this.#timers.delete(next);
    this.now = Math.max(this.now, next.at);
    next.fire();
    return true;
  }

  #install(): () => void {
    const { setTimeout, clearTimeout } = globalThis;
    const { now } = Date;
    Object.assign(globalThis, {
      setTimeout: (fire: () => void, ms = 0) => this.#add(fire, ms),
      clearTimeout: (timer: Timer) => this.#timers.delete(timer),
    });
    Object.assign(Date, { now: () => this.now });
    return () => {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      Object.assign(Date, { now });
    };
  }
}
