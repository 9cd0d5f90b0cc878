import { randomUUID } from 'node:crypto';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { counted } from '../../counted.js';
import type { BatchOutcome } from '../../dispatch/outcome.js';
import { ConfigurationError } from '../../errors.js';
import { hears } from '../../event-source/heard-table.js';
import { onstreamOf } from '../../loading/behind-wrapper.js';
import { bootstrapped } from '../../loading/bootstrapped.js';
import { loadHandler } from '../../loading/bundle-handler.js';
import type { LoadedHandler } from '../../loading/handler-module.js';
import { inOneLine } from '../../loading/in-one-line.js';
import { invoke } from '../../loading/invoke.js';
import { localContext } from '../../loading/lambda-context.js';
import type { StreamHandler } from '../../loading/lambda-handler.js';
import { type ObservedCall, observeCall } from '../../loading/observe-bootstraps.js';
import { RunningCalls } from '../../loading/running-calls.js';
import { keyOf, wrappedOutcome } from '../../loading/wrapped-outcome.js';
import type { Manifest } from '../../manifest.js';
import { tableOf } from '../../records/images.js';
import { openElement } from '../../sources/open.js';
import { deliverAll, type Invocation, identifierOf } from './deliver-all.js';
import { allFailed, readResponse } from './response.js';
import { resolveHandlers } from './select-handlers.js';
import type { DeliveredRecord, DeliveryFailure, ReplayTarget, SelectedTarget } from './target.js';

/** The longest time that a Lambda function can have. */
const TIMEOUT_MS = 900_000;

/**
 * The handler that a TypeScript or JavaScript module exports, run in this process. What `bootstrap` made, and a function
 * around that, such as `middy(bootstrap(OrderHandlers))`, tells exactly which records failed; any other handler by its
 * response, or by throwing, which fails its whole batch.
 *
 * @throws ConfigurationError where there is no such file, it cannot be loaded, or exports no handler
 */
export async function localTarget(file: string): Promise<ReplayTarget> {
  return loadedTarget(await loadHandler(file), file);
}

/** The same for a handler that is loaded already. */
export function handlerTarget(handler: StreamHandler): ReplayTarget {
  const onstream = bootstrapped(handler);
  return loadedTarget({ name: 'handler', handler, onstream, candidates: [], isObserved: true }, 'handler');
}

/**
 * The same for a module whose handler is loaded already.
 *
 * @param handlers the ids of those that run; all of them by default
 * @param timeoutMs the function's timeout
 */
export function loadedTarget(
  loaded: LoadedHandler,
  file: string,
  handlers?: readonly string[],
  timeoutMs = TIMEOUT_MS,
): ReplayTarget {
  const { handler, name, onstream, candidates } = loaded;
  const context = () => localContext(randomUUID(), timeoutMs, Date);
  const invokeOnce =
    onstream !== undefined && onstream === handler
      ? async (records: readonly DeliveredRecord[], observer: RunningCalls) => {
          const event = { Records: [...records] };
          const outcome = await inTime(
            onstream.dispatch(event, context(), { handlers, observer }),
            timeoutMs,
            observer,
          );
          return readOutcome(records, observer.completed(outcome));
        }
      : async (records: readonly DeliveredRecord[], observer: RunningCalls) => {
          const answer = () => inTime(invoke(handler, eventOf(records), context()), timeoutMs, observer);
          const call = await observeCall(answer, { handlers, observer });
          if (call.runs.length > 0 || candidates.length > 0) return readWrapped(records, call);
          if (call.answer.status === 'rejected') throw call.answer.reason;
          return readResponse(records, call.answer.value);
        };

  async function run(records: readonly DeliveredRecord[]): Promise<Invocation> {
    const calls = new RunningCalls(name);
    try {
      const done = await calls.guard(() => invokeOnce(records, calls), timeoutMs);
      // What hung may hang for each record that is left: one timeout is enough.
      return calls.names() === '' ? done : withoutRest(records, done, calls.names());
    } catch (error) {
      return allFailed(records, inOneLine(error));
    }
  }
  const whyUnheard = onstream ? unheardBy(onstream.manifest, handlers) : () => undefined;

  function whyNotDelivered(record: DeliveredRecord): string | undefined {
    let table: string | undefined;
    try {
      table = tableOf(openElement(record));
    } catch {
      // What is no record goes to the handlers, which tell what is wrong with it.
      return undefined;
    }
    return whyUnheard(table);
  }

  return {
    async deliver(records) {
      const unheard: DeliveryFailure[] = [];
      const heard = records.filter((record) => {
        const reason = whyNotDelivered(record);
        if (reason !== undefined) unheard.push({ eventID: record.eventID, reason });
        return reason === undefined;
      });
      const { handled, failures } = await deliverAll(heard, run);
      return { handled, failures: [...failures, ...unheard] };
    },
    whyUnheard,
    select: (names) => selected(loaded, file, names, handlers),
    close: async () => undefined,
  };
}

function selected(
  loaded: LoadedHandler,
  file: string,
  names: readonly string[],
  among: readonly string[] | undefined,
): SelectedTarget {
  const { manifest } = onstreamOf(loaded, file);
  if (!loaded.isObserved)
    throw new ConfigurationError(
      `${file}: its handlers come from another version of onstream, which runs all of them: install one version`,
    );
  const all = [...new Set(manifest.routes.map(({ id }) => id))];
  const handlers = resolveHandlers(names, among ?? all);
  const omitted = all.filter((id) => !handlers.includes(id));
  return { ...loadedTarget(loaded, file, handlers), handlers, omitted };
}

/**
 * Why no handler can want the records of a table. To Lambda such records are handled; who replays them has named the
 * wrong handlers, and a redrive would take them out of their queue although nothing ran.
 */
function unheardBy(
  { routes }: Manifest,
  handlers: readonly string[] | undefined,
): (table: string | undefined) => string | undefined {
  const running = handlers ? routes.filter(({ id }) => handlers.includes(id)) : routes;
  const tables = [...new Set(running.map(({ table }) => table))];
  const who = handlers ? `none of the selected handlers (${handlers.join(', ')})` : 'no handler';
  return (table = '') => {
    if (tables.some((text) => hears(text, table))) return undefined;
    return `${who} hears ${table === '' ? 'a record that names no table' : `the table ${table}`}, expected ${tables.join(' or ')}`;
  };
}

/** The timer also keeps the process from ending, with nothing told, under a handler that waits for nothing. */
function inTime<T>(work: Promise<T>, timeoutMs: number, calls: RunningCalls): Promise<T> {
  return new Promise((resolve, reject) => {
    const timeOut = () => {
      const names = calls.names();
      const what = `the handler was given up after ${counted(timeoutMs / 1000, 'second')}`;
      reject(new Error(names === '' ? what : `${what}, while ${names} ran`));
    };
    const timer = setTimeout(timeOut, timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Handlers are typed for stream events, and get what their function is sent. */
function eventOf(records: readonly DeliveredRecord[]): DynamoDBStreamEvent {
  return { Records: [...records] as DynamoDBRecord[] };
}

/**
 * Handled is what comes before the checkpoint. What ran after it is delivered again, as Lambda does, since the outcome
 * does not tell of each record whether all its handlers did run.
 */
function readOutcome(records: readonly DeliveredRecord[], { failures, checkpoint }: BatchOutcome): Invocation {
  // A wrapper may hand on copies, and records that cannot be read may lack what they are named by.
  const reasons = new Map<unknown, string>();
  for (const { record, errors } of failures) {
    const reason = errors.map(({ handler, cause }) => `${handler.id}: ${inOneLine(cause)}`).join('; ');
    reasons.set(keyOf(record.raw), reason);
    reasons.set(record.raw, reason);
  }
  const failed = new Map<number, string>();
  for (const [position, record] of records.entries()) {
    const reason = reasons.get(record) ?? reasons.get(keyOf(record));
    if (reason !== undefined) failed.set(position, reason);
  }
  const end = records.findIndex((record) => identifierOf(record) === checkpoint);
  const settled = checkpoint === undefined ? records.length : Math.max(end, 0);
  return { handled: new Set(records.slice(0, settled).keys()), failed };
}

/** Fails the records that an invocation did not reach. */
function withoutRest(records: readonly DeliveredRecord[], done: Invocation, names: string): Invocation {
  const failed = new Map(done.failed);
  for (const position of records.keys())
    if (!done.handled.has(position) && !failed.has(position)) failed.set(position, `not reached, while ${names} ran`);
  return { ...done, failed };
}

/** Handled is what both the handlers and the wrapper's answer say is handled. */
function readWrapped(records: readonly DeliveredRecord[], call: ObservedCall): Invocation {
  const { outcome, refused } = wrappedOutcome({ Records: records }, call);
  const { handled, failed } = outcome ? readOutcome(records, outcome) : allFailed(records, refused?.reason ?? '');
  if (refused === undefined) return { handled, failed };
  const refusedFrom = (position: number) => position >= refused.from;
  return {
    handled: new Set([...handled].filter((position) => !refusedFrom(position))),
    failed: new Map([
      ...records.flatMap((_, position) => (refusedFrom(position) ? [[position, refused.reason] as const] : [])),
      ...failed,
    ]),
  };
}
