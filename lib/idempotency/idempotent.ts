import { IdempotencyConfig } from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayerInterface } from '@aws-lambda-powertools/idempotency/types';
import { logTo } from '../dispatch/log.js';
import { ConfigurationError, unexpected } from '../errors.js';
import { checkSettings } from '../event-source/settings.js';
import type { Middleware } from '../routing/middleware.js';
import { loggable } from '../thrown.js';
import { allowedMs, claim } from './claim.js';
import { workOf } from './work.js';

export interface IdempotentOptions {
  /**
   * How long it is remembered that a handler ran for a record, in seconds. Lambda delivers a record of DynamoDB Streams
   * again within 24 hours, a redrive may come later.
   *
   * @default 604,800: a week, the greatest age at which AWS lets a mapping deliver a record
   */
  readonly expiresAfterSeconds?: number;
  /**
   * What the keys in the store begin with. Functions that share a table have to differ in it, and so have two `bootstrap`s
   * that hear the same records in one function. Where handlers are run elsewhere, such as by
   * `onstream redrive handler.ts --original-id`, it has to be that of the function, for what that has done to count.
   *
   * @default the name of the Lambda function, from `AWS_LAMBDA_FUNCTION_NAME`; outside Lambda there is none, which is warned about
   */
  readonly keyPrefix?: string;
}

const UNNAMED =
  'onstream: idempotent found no keyPrefix outside Lambda, expected that of the function whose handlers these are: ' +
  'what they do here and what they do there is remembered apart, and handlers of other functions count as these if their names are the same';

const WEEK_SECONDS = 604_800;

/** Ten years: more is not meant in seconds. */
const SETTINGS = { expiresAfterSeconds: '1 to 315360000', keyPrefix: 'string' };

/**
 * Runs each handler once for each record, however often the record is delivered: a middleware for `bootstrap`'s `use`,
 * over a persistence layer of Powertools for AWS Lambda.
 *
 * A handler that was through is not called again for the same event of the same stream, also where the record comes
 * again because another of its handlers failed; middleware after this one does not run either, and the result is `undefined`, since results
 * are not kept. A handler that throws may run again. While it runs elsewhere the record fails with
 * `HandlerInProgressError` and is delivered again; what was cut off may run again once its invocation has timed out.
 *
 * A handler is known by its id, such as `OrderHandlers.confirm`: one that is renamed runs again for what comes again. Name the
 * functions that `stream()` is given, since those without a name are numbered in their order.
 *
 * The keys in the store are `<keyPrefix>#<hash>`, the hash that of the stream's ARN, the event id and the handler's id
 * (of Kinesis: the stream's ARN, the table, the event id of the change and the handler's id). Version 0.1.0 left the stream
 * out: what it has done is not found by later ones, and runs again if it is delivered again.
 *
 * Costs two writes to the store for each call of a handler. Put it first in `use`, so that nothing else runs for what
 * is done already.
 *
 * @example
 * ```ts
 * import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
 *
 * export const handler = bootstrap(OrderHandlers, {
 *   reportBatchItemFailures: true,
 *   use: [idempotent(new DynamoDBPersistenceLayer({ tableName: 'idempotency' }))],
 * });
 * ```
 *
 * @throws ConfigurationError where the store or an option is none, or the store was configured for something else, or for other
 * options
 */
export function idempotent(store: BasePersistenceLayerInterface, options: IdempotentOptions = {}): Middleware {
  checkStore(store);
  checkSettings(options, SETTINGS, 'idempotent');
  const { expiresAfterSeconds = WEEK_SECONDS, keyPrefix } = options;
  const config = new IdempotencyConfig({ expiresAfterSeconds });
  checkOwn(store);
  checkShared(store, JSON.stringify({ expiresAfterSeconds, keyPrefix }));
  store.configure({ config, ...(keyPrefix !== undefined && { keyPrefix }) });

  let isNamed = Boolean(keyPrefix?.trim() || process.env.AWS_LAMBDA_FUNCTION_NAME);

  return async (record, context, next) => {
    // Powertools' own switch, for tests: POWERTOOLS_IDEMPOTENCY_DISABLED.
    if (!config.isEnabled()) return next();
    if (!isNamed) logTo(context.logger).warn(UNNAMED);
    isNamed = true;
    const work = workOf(record, context);
    const forMs = allowedMs(context);
    const end = Date.now() + forMs;
    if ((await claim(store, work, forMs, record, context)) === 'done') return undefined;
    let value: unknown;
    try {
      value = await next();
    } catch (error) {
      await release();
      throw error;
    }
    await store.saveSuccess(work, undefined);
    return value;

    /** Lets the next delivery try at once. What failed is told, and not that the claim stays until its end. */
    async function release(): Promise<void> {
      // Past its end, the claim may be somebody else's.
      if (Date.now() >= end) return;
      try {
        await store.deleteRecord(work);
      } catch (error) {
        logTo(context.logger).warn('onstream: claim of a failed handler not released', {
          ...work,
          error: loggable(error),
        });
      }
    }
  };
}

function checkStore(store: unknown): void {
  if (['configure', 'saveInProgress', 'saveSuccess', 'deleteRecord', 'getRecord'].every(isMethod)) return;
  throw unexpected('idempotent', store, 'a persistence layer of @aws-lambda-powertools/idempotency');

  function isMethod(name: string): boolean {
    return typeof Object(store)[name] === 'function';
  }
}

/** What the layers that are in use were given. */
const optionsOf = new WeakMap<object, string>();

/** A layer keeps the first lifetime that it is given, and the last prefix: then handlers of one name would count as one. */
function checkShared(store: BasePersistenceLayerInterface, options: string): void {
  const others = optionsOf.get(store) ?? options;
  if (others !== options)
    throw new ConfigurationError(
      `idempotent: found a persistence layer that another idempotent() has, with ${others}, expected one of its own for ${options}`,
    );
  optionsOf.set(store, options);
}

/** Configuring it again would change nothing, and with a path into other events all records would be one to it. */
function checkOwn(store: BasePersistenceLayerInterface): void {
  const path = Reflect.get(store, 'eventKeyJmesPath');
  if (!path && !store.isPayloadValidationEnabled()) return;
  throw new ConfigurationError(
    'idempotent: found a persistence layer that is configured for other events' +
      `${path ? ` (eventKeyJmesPath ${JSON.stringify(path)})` : ' (payload validation)'}, expected one of its own`,
  );
}
