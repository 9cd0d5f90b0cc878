import { tellAwsError } from '../../loading/aws-error.js';
import { clientLocation } from '../../loading/client-location.js';
import { load } from '../../loading/optional-package.js';
import { deliverAll, type Invocation } from './deliver-all.js';
import { allFailed, readResponse } from './response.js';
import type { DeliveredRecord, ReplayTarget } from './target.js';

/** Lambda takes an event of 6 MB at most, when it is to answer. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const ENVELOPE_BYTES = '{"Records":[]}'.length;

/** How often AWS's client tries while the function is throttled: with its growing pauses, for about a minute. */
const MAX_ATTEMPTS = 8;

export interface LambdaTargetOptions {
  /** @default the environment's */
  readonly region?: string | undefined;
  /** Where Lambda answers, for a stand-in of AWS. */
  readonly endpoint?: string | undefined;
}

/** The part of the `Lambda` of `@aws-sdk/client-lambda` that is used. */
interface Invoker {
  invoke(input: { FunctionName: string; InvocationType: 'RequestResponse'; Payload: string }): Promise<{
    readonly FunctionError?: string | undefined;
    readonly Payload?: Uint8Array | undefined;
  }>;
  destroy(): void;
}

/**
 * A deployed function, by its name, ARN or `name:alias`. It is invoked with events of at most 6 MB, one after the other,
 * and waited for. A function that throws fails the whole event; one that names `batchItemFailures` the records it names.
 *
 * @throws ConfigurationError where `@aws-sdk/client-lambda` is not installed
 */
export async function lambdaTarget(functionName: string, options: LambdaTargetOptions = {}): Promise<ReplayTarget> {
  const { endpoint } = options;
  const client = await connect({
    maxAttempts: MAX_ATTEMPTS,
    ...clientLocation(options),
  });

  async function invoke(records: readonly DeliveredRecord[]): Promise<Invocation> {
    try {
      const { FunctionError, Payload } = await client.invoke({
        FunctionName: functionName,
        InvocationType: 'RequestResponse',
        Payload: JSON.stringify({ Records: records }),
      });
      const response = parse(Payload);
      return FunctionError === undefined
        ? readResponse(records, response)
        : allFailed(records, describe(FunctionError, response));
    } catch (error) {
      throw tellAwsError(error, {
        notFound: `There is no function ${functionName} here`,
        permissions: 'lambda:InvokeFunction',
        endpoint,
      });
    }
  }

  return {
    async deliver(records) {
      const results = [];
      for (const part of partsOf(records)) results.push(await deliverAll(part, invoke));
      return {
        handled: results.reduce((sum, { handled }) => sum + handled, 0),
        failures: results.flatMap(({ failures }) => failures),
      };
    },
    close: async () => client.destroy(),
  };
}

/** Splits records into events that Lambda takes. A record has at most two images, of 400 KB each. */
function partsOf(records: readonly DeliveredRecord[]): DeliveredRecord[][] {
  const parts: DeliveredRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(record)) + 1;
    if (bytes + size > MAX_EVENT_BYTES) {
      parts.push([]);
      bytes = ENVELOPE_BYTES;
    }
    parts.at(-1)?.push(record);
    bytes += size;
  }
  return parts;
}

function parse(payload: Uint8Array | undefined): unknown {
  const text = Buffer.from(payload ?? []).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What Lambda's runtimes write where the function threw, or was ended. */
function describe(functionError: string, payload: unknown): string {
  const { errorType, errorMessage } = Object(payload);
  const text = [errorType, errorMessage].filter((part) => typeof part === 'string' && part !== '').join(': ');
  return (text || functionError).split('\n', 1)[0] ?? functionError;
}

/** By a name that the compiler does not see through: types that name the packages would need them installed. */
async function connect(config: object): Promise<Invoker> {
  const name: string = '@aws-sdk/client-lambda';
  const { Lambda } = await load<{ Lambda: new (config: object) => Invoker }>(
    name,
    () => import(name),
    'onstream replay',
  );
  return new Lambda(config);
}
