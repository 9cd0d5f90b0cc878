import { systemClock } from '../clock.js';
import { lambdaRuntime } from '../lambda-runtime.js';
import type { Loading } from './bundle-handler.js';
import type { LoadedHandler } from './handler-module.js';
import { recordLine } from './record-line.js';
import type { Reporter } from './reporter.js';
import { bootstrapped, observed, type RecordResult } from './run-handler.js';

export type CurrentHandler = ReturnType<typeof currentHandler>;

/** The handler as it was last saved without a mistake. */
export function currentHandler(file: string, timeoutMs: number, reporter: Reporter) {
  let loaded: LoadedHandler | undefined;
  let reloaded = () => {};
  let first = () => {};
  const firstLoaded = new Promise<void>((resolve) => {
    first = resolve;
  });

  function show(begun: number, results: readonly RecordResult[]): void {
    const now = systemClock.now();
    for (const { record, fate, handlers, failures } of results) {
      const line = recordLine(record, { fate, handlers, durationMs: now - begun }, new Date(now));
      reporter.record(line);
      for (const { handler, error } of failures) reporter.failure(handler, line, error);
    }
  }

  return {
    firstLoaded,
    take(loading: Loading): void {
      if ('problem' in loading) {
        reporter.problem(`${loading.problem}\nWaiting for the next save.`, loading.error);
        return;
      }
      const isFirst = loaded === undefined;
      loaded = loading.loaded;
      reporter.loaded(file, isFirst);
      if (isFirst) first();
      else reloaded();
    },
    onReload(listener: () => void): void {
      reloaded = listener;
    },
    manifest: () => loaded && bootstrapped(loaded.handler)?.manifest,
    /** What `bootstrap` was told; without it, whatever a handler returns counts. */
    eventSource: () =>
      (loaded && bootstrapped(loaded.handler)?.manifest.eventSource) ?? {
        functionResponseTypes: ['ReportBatchItemFailures'] as const,
      },
    invoke(...[event, requestId]: Parameters<ReturnType<typeof lambdaRuntime>>): Promise<unknown> {
      if (loaded === undefined) return Promise.reject(new Error('No handler is loaded'));
      const begun = systemClock.now();
      const handler = observed(loaded.handler, loaded.name, (results) => show(begun, results));
      return lambdaRuntime(handler, { timeoutMs, clock: systemClock })(event, requestId);
    },
  };
}
