/**
 * The timers and the clock of Node.js itself. Test runners put others in their place (the fake timers of Jest, Vitest and
 * Sinon, `mock.timers` of node:test), which stand still until a test turns them: what reads streams, invokes a function
 * and cuts it off would wait for ever. They are taken when this module is loaded, and where they had been replaced by
 * then, others do their work.
 */
import { runInNewContext } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';

const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } = globalThis;

/** Milliseconds since the epoch. */
export const realNow: () => number = isBuiltIn(Date.now) ? Date.now : runInNewContext('Date.now');

/** Returns true while other timers are in their place. */
export function fakesTimers(): boolean {
  return !isOwn(globalThis.setTimeout, 'setTimeout');
}

/** Calls back once when this time has passed; what it returns takes the call back. */
export const callAfter = isOwn(setTimeout, 'setTimeout') ? afterTimeout : afterSignal;

/** Resolves when this time has passed. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => callAfter(ms, resolve));
}

/** Calls back again and again, as long as something else keeps the process alive; what it returns ends that. */
export const callEvery = isOwn(setInterval, 'setInterval') ? everyInterval : everySignal;

/** Calls back when everything that is ready now has run. */
export const callNext: (call: () => void) => void = isOwn(setImmediate, 'setImmediate') ? setImmediate : channelled();

/** Returns true while `process.nextTick` is Node.js's own. */
export function isNextTickOwn(): boolean {
  return isOwn(process.nextTick, 'nextTick');
}

/** Whether it is a function of JavaScript's own, which no library can make. */
function isBuiltIn(method: () => unknown): boolean {
  return /\[native code\]/.test(Function.prototype.toString.call(method));
}

/** Whether a timer function is Node.js's own: fakes have the clock that they go by, are mocks, or go by other names. */
function isOwn(timer: unknown, name: string): boolean {
  return typeof timer === 'function' && timer.name === name && !('clock' in timer) && !('_isMockFunction' in timer);
}

function afterTimeout(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}

/** No fake timers replace signals. They do not keep a process alive, so an open port does. */
function afterSignal(ms: number, call: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.ref();
  const signal = AbortSignal.timeout(ms);
  const cancel = () => {
    signal.removeEventListener('abort', end);
    port1.close();
    port2.close();
  };
  const end = () => {
    cancel();
    call();
  };
  signal.addEventListener('abort', end);
  return cancel;
}

function everyInterval(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms).unref();
  return () => clearInterval(timer);
}

function everySignal(ms: number, call: () => void): () => void {
  let signal = AbortSignal.timeout(ms);
  const next = () => {
    signal = AbortSignal.timeout(ms);
    signal.addEventListener('abort', next);
    call();
  };
  signal.addEventListener('abort', next);
  return () => signal.removeEventListener('abort', next);
}

/** A message to oneself. */
function channelled(): (call: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.on('message', () => {
    waiting.shift()?.();
    if (waiting.length === 0) port1.unref();
  });
  port1.unref();
  return (call) => {
    waiting.push(call);
    port1.ref();
    port2.postMessage(undefined);
  };
}
