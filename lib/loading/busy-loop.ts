import { Worker } from 'node:worker_threads';
import { visible } from '../terminal/visible.js';

/** A handler that lets nothing else run for its timeout, or for as long as this, is reported. */
const MOST_MS = 5000;
/** Less than this may be the machine. */
const LEAST_MS = 1000;
const BEAT_MS = 500;
const MAX_NAMES = 1000;

/** The places of the numbers that both threads see. */
const RUNNING = 0;
const BEATS = 1;
const LENGTH = 2;
const LIMIT = 3;

/**
 * Runs in a thread of its own, since a handler that never yields keeps this one from its timers and from signals. It
 * sleeps while nothing is invoked.
 */
const WATCHER = `
const { numbers, names, beatMs } = require('node:worker_threads').workerData;
const { writeSync } = require('node:fs');
const sleep = new Int32Array(new SharedArrayBuffer(4));
let beats = 0, sinceMs = 0, isReported = false;
for (;;) {
  Atomics.wait(numbers, ${RUNNING}, 0);
  Atomics.wait(sleep, 0, 0, beatMs);
  const now = Atomics.load(numbers, ${BEATS});
  if (now !== beats) { beats = now; sinceMs = Date.now(); isReported = false; }
  const limitMs = Atomics.load(numbers, ${LIMIT});
  if (isReported || Date.now() - sinceMs < limitMs) continue;
  isReported = true;
  const what = Buffer.from(names.slice(0, Atomics.load(numbers, ${LENGTH}))).toString() || 'The handler';
  const keys = process.platform === 'win32' ? 'Ctrl-Break' : 'Ctrl-\\\\';
  const time = limitMs / 1000 + (limitMs === 1000 ? ' second' : ' seconds');
  writeSync(2, what + ' has kept this process busy for ' + time + ' without a pause, so that neither the ' +
    'timeout nor Ctrl-C can come through. ' + keys + ' ends it.\\n');
}
`;

interface Watch {
  readonly numbers: Int32Array;
  readonly names: Uint8Array;
}

let watch: Watch | undefined;
let invocations = 0;
let beat: NodeJS.Timeout | undefined;
let isWatching = false;

/** From now on, handlers are named that keep the program from everything else for their timeout or five seconds. */
export function watchBusyLoop(): void {
  isWatching = true;
}

/** Watches an invocation that has so many milliseconds. */
export async function watched<T>(invoke: () => Promise<T>, timeoutMs: number): Promise<T> {
  if (!isWatching) return invoke();
  watch ??= startWatch();
  const { numbers } = watch;
  const goOn = () => Atomics.add(numbers, BEATS, 1);
  Atomics.store(numbers, LIMIT, Math.min(Math.max(timeoutMs, LEAST_MS), MOST_MS));
  goOn();
  invocations++;
  beat ??= setInterval(goOn, BEAT_MS).unref();
  Atomics.store(numbers, RUNNING, 1);
  Atomics.notify(numbers, RUNNING);
  try {
    return await invoke();
  } finally {
    if (--invocations === 0) {
      Atomics.store(numbers, RUNNING, 0);
      clearInterval(beat);
      beat = undefined;
    }
  }
}

/** Says what runs. */
export function nameRunning(text: string): void {
  if (watch === undefined) return;
  const { written } = new TextEncoder().encodeInto(visible(text), watch.names);
  Atomics.store(watch.numbers, LENGTH, written);
}

function startWatch(): Watch {
  const shared: Watch = {
    numbers: new Int32Array(new SharedArrayBuffer(16)),
    names: new Uint8Array(new SharedArrayBuffer(MAX_NAMES)),
  };
  const workerData = { ...shared, beatMs: BEAT_MS };
  new Worker(WATCHER, { eval: true, workerData, execArgv: [] }).unref();
  return shared;
}
