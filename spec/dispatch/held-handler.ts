import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { InsertRecord } from '../../lib/index.js';

/** An item of these specs: named, so that they can speak of its record. */
export interface Named {
  readonly name: string;
}

interface Held {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/** A handler whose every call lasts until it is let go. */
export class HeldHandler {
  /** The names of the records that it was called with. */
  readonly started: string[] = [];
  readonly #held = new Map<string, Held>();

  readonly handle = ({ newImage: { name } }: InsertRecord<Named>): Promise<unknown> => {
    this.started.push(name);
    return new Promise((resolve, reject) => this.#held.set(name, { resolve, reject }));
  };

  /** The names of the records whose calls have not ended. */
  get running(): string[] {
    return [...this.#held.keys()];
  }

  /** Ends a call well, and waits for all that follows from it. */
  async finish(name: string): Promise<void> {
    this.#take(name).resolve(name);
    await quiet();
  }

  /** Ends a call badly, and waits for all that follows from it. */
  async fail(name: string, reason: unknown = new Error(`${name} is down`)): Promise<void> {
    this.#take(name).reject(reason);
    await quiet();
  }

  /** Ends every call, also those that follow, until there are no more; gives their names in the order of their ends. */
  async finishAll(): Promise<string[]> {
    const finished: string[] = [];
    for (let [name] = this.running; name !== undefined; [name] = this.running) {
      finished.push(name);
      await this.finish(name);
    }
    return finished;
  }

  #take(name: string): Held {
    const held = this.#held.get(name);
    assert.ok(held, `${name} is not running`);
    this.#held.delete(name);
    return held;
  }
}

/** Waits until nothing happens any more without somebody's doing: every promise has been followed. */
export async function quiet(): Promise<void> {
  await setImmediate();
}
