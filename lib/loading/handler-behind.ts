import { isDeepStrictEqual } from 'node:util';
import type { DispatchCall, DispatchingHandler } from '../bootstrap-observer.js';
import { interceptCall } from './observe-bootstraps.js';
import { NOTHING } from './wrapped-outcome.js';

type Invoke<E> = (event: E, requestId: string) => Promise<unknown>;

/** An invocation whose handlers wait until it is decided whether they run. */
interface EarlyInvocation<E> {
  readonly event: E;
  readonly answer: Promise<unknown>;
  /** Lets the handlers run, or go on as if the event had no records. */
  decide(runs: boolean): void;
}

/**
 * Finds the handler that `bootstrap` made behind a function such as middy's, which does not show what it calls: it is the
 * one that the function calls. Until `goOn` or `startOver` handlers wait, since how records are delivered depends on them.
 */
export class HandlerBehind<E> {
  /** Resolves when the function calls a handler; never where it calls none. */
  readonly reached: Promise<DispatchingHandler>;
  /** How many invocations ended before the function called a handler. */
  missed = 0;
  readonly #invoke: Invoke<E>;
  readonly #handlers = new Set<DispatchingHandler>();
  readonly #early: EarlyInvocation<E>[] = [];
  #isDecided = false;
  #onHandler: (handler: DispatchingHandler) => void = () => undefined;

  constructor(invoke: Invoke<E>) {
    this.#invoke = invoke;
    this.reached = new Promise((resolve) => {
      this.#onHandler = resolve;
    });
  }

  /** Invokes the function. After `startOver`, an invocation with the same event that still waits goes on instead. */
  readonly invoke: Invoke<E> = (event, requestId) => {
    if (!this.#isDecided) return this.#invokeEarly(event, requestId);
    const waiting = this.#early.find((one) => isDeepStrictEqual(one.event, event));
    if (waiting) return this.#end(waiting, true);
    return interceptCall(
      () => this.#invoke(event, requestId),
      (call) => this.#run(call),
    );
  };

  /** Lets all handlers run. */
  goOn(): void {
    this.#isDecided = true;
    for (const invocation of [...this.#early]) this.#end(invocation, true);
  }

  /** Lets handlers run from the next invocation on. */
  startOver(): void {
    this.#isDecided = true;
  }

  /** Ends the invocations that still wait, without their records: those with this event, or all of them. */
  async withdraw(event?: E): Promise<void> {
    this.#isDecided = true;
    const left = this.#early.filter((one) => event === undefined || isDeepStrictEqual(one.event, event));
    await Promise.allSettled(left.map((invocation) => this.#end(invocation, false)));
  }

  /** Calls back with every handler that the function calls, those of the past included. */
  onHandler(listener: (handler: DispatchingHandler) => void): void {
    this.#onHandler = listener;
    for (const handler of this.#handlers) listener(handler);
  }

  #invokeEarly(event: E, requestId: string): Promise<unknown> {
    let decide: (runs: boolean) => void = () => undefined;
    const decision = new Promise<boolean>((resolve) => {
      decide = resolve;
    });
    let hasReached = false;
    // A wrapper may change its event.
    const kept = structuredClone(event);
    const answer = interceptCall(
      () => this.#invoke(event, requestId),
      async (call) => {
        hasReached = true;
        this.#note(call.handler);
        return (await decision) ? call.start() : NOTHING;
      },
    ).finally(() => {
      if (!hasReached) this.missed++;
      this.#forget(invocation);
    });
    const invocation = { event: kept, answer, decide };
    this.#early.push(invocation);
    return answer;
  }

  #run(call: DispatchCall) {
    this.#note(call.handler);
    return call.start();
  }

  #note(handler: DispatchingHandler): void {
    if (this.#handlers.has(handler)) return;
    this.#handlers.add(handler);
    this.#onHandler(handler);
  }

  #end(invocation: EarlyInvocation<E>, runs: boolean): Promise<unknown> {
    this.#forget(invocation);
    invocation.decide(runs);
    return invocation.answer;
  }

  #forget(invocation: EarlyInvocation<E>): void {
    const position = this.#early.indexOf(invocation);
    if (position >= 0) this.#early.splice(position, 1);
  }
}
