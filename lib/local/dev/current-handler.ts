import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { EventSourceConfig } from '../../event-source/config.js';
import type { LoadedHandler, Loading } from '../../loading/handler-module.js';
import { RunningCalls } from '../../loading/running-calls.js';
import { systemClock } from '../clock.js';
import { lambdaRuntime } from '../lambda-runtime.js';
import { mappingSettings } from '../mapping/settings.js';
import { recordLine } from './record-line.js';
import type { Reporter } from './reporter.js';
import { allFailed, observed, type RecordResult } from './run-handler.js';

export type CurrentHandler = ReturnType<typeof currentHandler>;

/** The handler as it was last saved without a mistake. */
export function currentHandler(file: string, timeoutMs: number, reporter: Reporter) {
  let loaded: LoadedHandler | undefined;
  const invocations = new Set<RunningCalls>();
  let reloaded = () => {};
  let first = () => {};
  const firstLoaded = new Promise<void>((resolve) => {
    first = resolve;
  });

  function show(begun: number, results: readonly RecordResult[]): void {
    const now = systemClock.now();
    for (const { record, fate, handlers, failures, dropped } of results) {
      const line = recordLine(record, { fate, handlers, durationMs: now - begun }, new Date(now));
      reporter.record(line);
      for (const { handler, error } of failures) reporter.failure(handler, line, error);
      for (const { handler, error } of dropped) reporter.dropped(handler, line, error);
    }
  }

  /** Invokes the handler, and shows what became of the records once that stands. */
  async function run(
    handler: LoadedHandler,
    ...[event, requestId]: Parameters<ReturnType<typeof lambdaRuntime<DynamoDBStreamEvent>>>
  ): Promise<unknown> {
    const begun = systemClock.now();
    // The handler may change its event.
    const records = [...event.Records];
    let results: readonly RecordResult[] = [];
    const calls = new RunningCalls(handler.name);
    const watched = observed(handler, calls, (told) => {
      results = told;
    });
    try {
      const invoke = lambdaRuntime(watched, { timeoutMs, clock: systemClock });
      invocations.add(calls);
      const response = await calls.guard(() => invoke(event, requestId), timeoutMs);
      show(begun, results);
      return response;
    } catch (error) {
      const isTold = !calls.hasEnded() && results.some(({ fate }) => fate === 'failed' || fate === 'not handled');
      show(begun, isTold ? results : allFailed(records, handler.name, error, calls.failing()));
      throw error;
    } finally {
      invocations.delete(calls);
    }
  }

  return {
    firstLoaded,
    take(loading: Loading): void {
      const checked = withCheckedSettings(loading, file);
      if ('problem' in checked) {
        reporter.problem(checked.problem, checked.error);
        reporter.note(
          loaded ? 'Going on with the code from before; waiting for the next save.' : 'Waiting for the next save.',
        );
        return;
      }
      const isFirst = loaded === undefined;
      loaded = checked.loaded;
      reporter.loaded(file, isFirst);
      if (isFirst) first();
      else reloaded();
    },
    onReload(listener: () => void): void {
      reloaded = listener;
    },
    isRunning: () => invocations.size > 0,
    /** The handlers that run, such as `Orders.confirm on event 1`. */
    running: () => Array.from(invocations, (calls) => calls.names()).filter(Boolean),
    manifest: () => loaded?.onstream?.manifest,
    eventSource: () => eventSourceOf(loaded),
    async invoke(
      ...[event, requestId]: Parameters<ReturnType<typeof lambdaRuntime<DynamoDBStreamEvent>>>
    ): Promise<unknown> {
      if (loaded === undefined) throw new Error('No handler is loaded');
      return run(loaded, event, requestId);
    },
  };
}

/** What `bootstrap` was told; without it, whatever a handler returns counts. */
function eventSourceOf(loaded: LoadedHandler | undefined): EventSourceConfig {
  const told = loaded?.onstream?.manifest.eventSource;
  return told ?? { functionResponseTypes: ['ReportBatchItemFailures'] };
}

/** A mistake in what `bootstrap` was told is one in the sources, and put right there. */
function withCheckedSettings(loading: Loading, file: string): Loading {
  if ('problem' in loading) return loading;
  try {
    mappingSettings(eventSourceOf(loading.loaded));
    return loading;
  } catch (error) {
    return { problem: `${file}: ${error instanceof Error ? error.message : error}` };
  }
}
