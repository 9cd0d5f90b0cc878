import { readFile } from 'node:fs/promises';
import type { DynamoDBStreamsClientConfig } from '@aws-sdk/client-dynamodb-streams';
import { ConfigurationError } from '../../errors.js';
import type { EngineName } from '../engine.js';
import { latestStreamArn } from '../latest-stream.js';
import type { EventSourceMapping } from '../mapping/event-source-mapping.js';
import { type LocalDynamoDB, startDynamoDB } from '../start-dynamodb.js';
import { watchHandler } from './bundle-handler.js';
import { type CurrentHandler, currentHandler } from './current-handler.js';
import { ensureTables } from './ensure-tables.js';
import { type FollowedStream, followed } from './followed-stream.js';
import { localEnvironment } from './local-environment.js';
import type { Reporter } from './reporter.js';
import { type TableDefinition, tablesFromJson, tablesFromManifest } from './tables.js';
import { tablesFromTemplate } from './tables-from-template.js';

export interface DevOptions {
  /** The module that exports the handler. */
  readonly file: string;
  /** A JSON file with `CreateTable` inputs. */
  readonly tables?: string | undefined;
  /** A SAM or CloudFormation template. */
  readonly template?: string | undefined;
  /** A local DynamoDB that runs already. */
  readonly endpoint?: string | undefined;
  /** A stream of AWS, read with the developer's own credentials. */
  readonly streamArn?: string | undefined;
  readonly port?: number | undefined;
  readonly engine?: EngineName | undefined;
  /** @default 30000 */
  readonly timeoutMs?: number | undefined;
}

/**
 * Runs a handler on real streams until the signal aborts: an embedded DynamoDB's, a running one's, or one of AWS's.
 * The handler is loaded anew whenever its sources are saved; the place in the streams is kept.
 *
 * @throws ConfigurationError where an option cannot be right; Error where going on is impossible, such as when the
 * engine has died.
 */
export async function dev(options: DevOptions, reporter: Reporter, signal: AbortSignal): Promise<void> {
  checkOptions(options);
  const dynamodb = options.streamArn === undefined ? await startDynamoDB(engineOptions(options)) : undefined;
  try {
    await onEngine(dynamodb, options, reporter, signal);
  } finally {
    await dynamodb?.stop();
  }
}

async function onEngine(
  dynamodb: LocalDynamoDB | undefined,
  options: DevOptions,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<void> {
  const environment = dynamodb ? localEnvironment(dynamodb) : {};
  // The handlers' own clients are to find the tables where their streams are.
  Object.assign(process.env, environment);
  process.setSourceMapsEnabled(true);
  const died = dynamodb?.exited.then((death) => (death === undefined ? never() : Promise.reject(death))) ?? never();
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

  const current = currentHandler(options.file, options.timeoutMs ?? 30_000, reporter);
  const watched = await watchHandler(options.file, current.take);
  const streams: FollowedStream[] = [];
  try {
    await Promise.race([current.firstLoaded, stopped, died]);
    if (signal.aborted) return;
    const config: DynamoDBStreamsClientConfig = dynamodb?.clientConfig ?? { region: regionOf(options.streamArn) };
    for (const streamArn of await streamArns(dynamodb, options, reporter, current)) {
      streams.push(await followed(streamArn, config, dynamodb !== undefined, current, reporter));
    }
    current.onReload(() => streams.forEach(({ mapping }) => void mapping.retryNow()));
    reporter.ready({
      endpoint: dynamodb?.endpoint,
      engine: dynamodb?.engine,
      environment,
      streams: streams.map(({ streamArn }) => streamArn),
    });
    await Promise.race([stopped, died, ...streams.map(({ mapping }) => ended(mapping, reporter, signal))]);
  } finally {
    await Promise.all(streams.map(({ close }) => close()));
    await watched.close();
  }
}

async function streamArns(
  dynamodb: LocalDynamoDB | undefined,
  options: DevOptions,
  reporter: Reporter,
  current: CurrentHandler,
): Promise<string[]> {
  if (options.streamArn !== undefined) return [options.streamArn];
  const config = dynamodb?.clientConfig ?? {};
  const { definitions, isGuess } = await definedTables(options, current);
  if (definitions.length === 0) {
    throw new ConfigurationError(
      `${options.file}: found no table to follow, expected @Table('…') on the handlers, --tables or --template`,
    );
  }
  const created = await ensureTables(definitions, config);
  if (created.length > 0) {
    const keys = isGuess ? ', with the keys pk and sk; --tables or --template make others' : '';
    reporter.note(`created ${created.join(', ')}${keys}`);
  }
  return Promise.all(definitions.map(({ TableName }) => latestStreamArn(TableName, config)));
}

async function definedTables(
  { tables, template }: DevOptions,
  current: CurrentHandler,
): Promise<{ definitions: TableDefinition[]; isGuess: boolean }> {
  if (tables !== undefined) return { definitions: tablesFromJson(await read(tables), tables), isGuess: false };
  if (template !== undefined)
    return { definitions: await tablesFromTemplate(await read(template), template), isGuess: false };
  return { definitions: tablesFromManifest(current.manifest()), isGuess: true };
}

/** A stream that has ended leaves the others running. */
async function ended(mapping: EventSourceMapping, reporter: Reporter, signal: AbortSignal): Promise<void> {
  await mapping.done;
  if (signal.aborted) return;
  reporter.note('A stream has ended: it was turned off, or its table is gone.');
  await never();
}

function checkOptions({ streamArn, endpoint, tables, template }: DevOptions): void {
  if (streamArn !== undefined && (endpoint ?? tables ?? template) !== undefined)
    throw new ConfigurationError('--stream-arn follows a stream of AWS: leave out --endpoint, --tables and --template');
  if (tables !== undefined && template !== undefined)
    throw new ConfigurationError('Tables come from --tables or from --template, not from both');
  if (streamArn !== undefined) regionOf(streamArn);
}

function engineOptions({ endpoint, port, engine }: DevOptions) {
  return { ...(endpoint && { endpoint }), ...(port && { port }), ...(engine && { engine }) };
}

function regionOf(streamArn = ''): string {
  const region = /^arn:aws[\w-]*:dynamodb:([\w-]+):\d{12}:table\/[^/]+\/stream\/.+$/.exec(streamArn)?.[1];
  if (region !== undefined) return region;
  throw new ConfigurationError(
    `--stream-arn: found ${JSON.stringify(streamArn)}, expected arn:aws:dynamodb:region:account:table/name/stream/time`,
  );
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}
