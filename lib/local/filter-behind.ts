import { isDeepStrictEqual } from 'node:util';
import type { DispatchingHandler } from '../bootstrap-observer.js';
import { ConfigurationError } from '../errors.js';
import type { EventSourceConfig } from '../event-source/config.js';
import { describeHandler } from '../loading/behind-wrapper.js';
import { HandlerBehind } from '../loading/handler-behind.js';
import { withDerivedFilters } from './derived-filters.js';
import type { MappingBatch } from './mapping/event-source-mapping.js';
import { mappingSettings } from './mapping/settings.js';

type Invoke = (event: MappingBatch, requestId: string) => Promise<unknown>;

export interface FilterBehindOptions {
  readonly config: EventSourceConfig;
  readonly streamArn: string;
  readonly warn: (message: string) => void;
  /** Ends following. */
  readonly fail: (error: ConfigurationError) => void;
}

/**
 * Holds back from a function what the derived filters of the handler do that it calls. That handler is known from the first
 * invocation on, which ends with nothing handled where some of its records were to be held back.
 */
export function filterBehind(invoke: Invoke, { config, streamArn, warn, fail }: FilterBehindOptions): Invoke {
  const behind = new HandlerBehind<MappingBatch>(invoke);
  const configOf = (onstream: DispatchingHandler) => withDerivedFilters(config, onstream, streamArn);
  let known: EventSourceConfig | undefined;

  function learn(onstream: DispatchingHandler): void {
    if (known !== undefined) return;
    const first = configOf(onstream);
    known = first;
    behind.startOver();
    behind.onHandler((other) => {
      if (!isDeepStrictEqual(configOf(other), first)) fail(differing(onstream, other));
    });
  }

  async function invokeFiltered(event: MappingBatch, requestId: string): Promise<unknown> {
    const { wants } = mappingSettings(known);
    const wanted = wants ? event.Records.filter(wants) : event.Records;
    if (wanted.length < event.Records.length) await behind.withdraw(event);
    return wanted.length === 0 ? undefined : behind.invoke({ ...event, Records: wanted }, requestId);
  }

  return async (event, requestId) => {
    if (known) return invokeFiltered(event, requestId);
    const kept = structuredClone(event);
    const answer = behind.invoke(event, requestId);
    const ended = answer.then(
      () => undefined,
      () => undefined,
    );
    const onstream = await Promise.race([behind.reached, ended]);
    if (onstream === undefined) {
      if (behind.missed === 1) warn(NONE);
      return answer;
    }
    learn(onstream);
    return invokeFiltered(kept, requestId);
  };
}

const NONE =
  "followStream: the function ended its first invocation without a handler that bootstrap() made, so that filters: 'derived' " +
  'holds nothing back. Pass the filters themselves, or none.';

function differing(onstream: DispatchingHandler, other: DispatchingHandler): ConfigurationError {
  return new ConfigurationError(
    'followStream: the function calls handlers that bootstrap() made with different filters: ' +
      `${describeHandler(onstream)}; ${describeHandler(other)}. Leave out filters: 'derived', or pass the filters themselves.`,
  );
}
