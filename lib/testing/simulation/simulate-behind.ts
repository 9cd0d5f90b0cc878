import { isDeepStrictEqual } from 'node:util';
import type { DispatchingHandler } from '../../bootstrap-observer.js';
import { ConfigurationError } from '../../errors.js';
import type { EventSourceConfig } from '../../event-source/config.js';
import { describeHandler } from '../../loading/behind-wrapper.js';
import { HandlerBehind } from '../../loading/handler-behind.js';
import type { MappingBatch } from '../../local/mapping/event-source-mapping.js';
import type { SourceRecord } from '../../local/source-record.js';
import type { Invoke, Run } from './run.js';
import type { Simulation } from './simulation.js';

export interface BehindOptions<R extends SourceRecord> {
  /** The parameters for the handler that the function calls, or for a function that calls none. */
  configsFor(onstream: DispatchingHandler | undefined): readonly EventSourceConfig[];
  begin(invoke: Invoke<R>, configs: readonly EventSourceConfig[]): Run<R>;
}

/**
 * Simulates a function that `bootstrap` did not make. Where it calls a handler that `bootstrap` made, its records are
 * delivered as that one asks for.
 *
 * @throws ConfigurationError where it calls handlers that ask for different deliveries, or calls none at first
 */
export async function simulateBehind<R extends SourceRecord>(
  invoke: Invoke<R>,
  { configsFor, begin }: BehindOptions<R>,
): Promise<Simulation<R>> {
  const behind = new HandlerBehind<MappingBatch<R>>(invoke);
  const plain = configsFor(undefined);
  const first = begin(behind.invoke, plain);
  const onstream = await Promise.race([behind.reached, first.ended.then(() => undefined)]);
  if (onstream === undefined) return first.ended;

  const configs = configsFor(onstream);
  const isAsBegun = isDeepStrictEqual(configs, plain);
  if (!isAsBegun) {
    first.stop();
    first.ended.catch(() => undefined);
  }
  let run = first;
  try {
    if (!isAsBegun && behind.missed > 0) throw tooLate(onstream);
    if (isAsBegun) {
      behind.goOn();
    } else {
      behind.startOver();
      run = begin(behind.invoke, configs);
    }
    const refused = new Promise<never>((_, reject) => {
      behind.onHandler((other) => {
        if (!isDeepStrictEqual(configsFor(other), configs)) reject(differing(onstream, other));
      });
    });
    return await Promise.race([run.ended, refused]);
  } finally {
    run.stop();
    await behind.withdraw();
  }
}

const SAY_HOW = 'Say how its records are to be delivered, as eventSource of simulate.';

function differing(onstream: DispatchingHandler, other: DispatchingHandler): ConfigurationError {
  return new ConfigurationError(
    'simulate: the function calls handlers that bootstrap() made with different settings: ' +
      `${describeHandler(onstream)}; ${describeHandler(other)}. ${SAY_HOW}`,
  );
}

function tooLate(onstream: DispatchingHandler): ConfigurationError {
  return new ConfigurationError(
    `simulate: the function called the handler that bootstrap() made (${describeHandler(onstream)}) only after it had ` +
      `ended an invocation without it, so that the settings of that handler were not known. ${SAY_HOW}`,
  );
}
