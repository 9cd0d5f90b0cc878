import { realNow, sleep } from '../timers/real-timers.js';
import { whyNoAnswer } from './answers.js';
import type { Engine } from './engine.js';
import { runKept } from './kept-process.js';

/** An engine that answers. */
export interface RunningEngine {
  readonly endpoint: string;
  /** Settles when it has ended: with `undefined` after `stop()`, else with an error that holds its last words. */
  readonly exited: Promise<Error | undefined>;
  stop(): Promise<void>;
}

const RETRY_MS = 20;

/**
 * Runs an engine on this port, until it is stopped or this process ends.
 *
 * @throws Error where it ends before it answers, with its own words, or does not answer in time. Nothing is left then.
 */
export async function runEngine(engine: Engine, port: number, timeoutMs: number): Promise<RunningEngine> {
  const { args, env, whenUp } = await engine.launch(port);
  const endpoint = `http://127.0.0.1:${port}`;
  const kept = runKept(engine.command, args, env);
  const over = new AbortController();
  let stopped = false;
  const exited = kept.exited.then((output) => {
    over.abort();
    return stopped ? undefined : deathOf(engine, output);
  });
  const stop = async () => {
    stopped = true;
    over.abort();
    await kept.stop();
  };
  const comeUp = async () => {
    await waitForAnswer(engine, endpoint, timeoutMs, over.signal);
    await whenUp?.(over.signal);
  };
  try {
    const death = await Promise.race([exited, comeUp()]);
    if (death !== undefined) throw death;
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, exited, stop };
}

async function waitForAnswer(engine: Engine, endpoint: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const deadline = realNow() + timeoutMs;
  while (!signal.aborted) {
    const reason = await whyNoAnswer(endpoint, signal);
    if (reason === undefined) return;
    if (realNow() >= deadline) {
      throw new Error(`${engine.name} did not answer at ${endpoint} within ${timeoutMs} ms: ${reason}`);
    }
    await sleep(RETRY_MS);
  }
}

function deathOf(engine: Engine, output: string): Error {
  const words = output === '' ? 'It wrote nothing to its standard error.' : `Its standard error:\n${output}`;
  return new Error([`${engine.name} has ended by itself.`, engine.hint(output), words].filter(Boolean).join(' '));
}
