import type { DynamoDBStreamsClientConfig } from '@aws-sdk/client-dynamodb-streams';
import { ConfigurationError } from '../../errors.js';
import { watchHandler } from '../../loading/bundle-handler.js';
import { guardProgram, STRAY_EXIT } from '../../loading/guarded-exit.js';
import { checkInstalled } from '../../loading/optional-package.js';
import { checkSourceFile } from '../../loading/source-file.js';
import type { EngineName } from '../engine.js';
import { latestStreamArn } from '../latest-stream.js';
import { type LocalDynamoDB, startDynamoDB } from '../start-dynamodb.js';
import { type CurrentHandler, currentHandler } from './current-handler.js';
import {
  type Defined,
  type DefinedTables,
  definedByOptions,
  followedTables,
  tablesFromHandlers,
} from './defined-tables.js';
import { DevError, toDevError } from './dev-error.js';
import { ensureTables } from './ensure-tables.js';
import { type FollowedStream, followed } from './followed-stream.js';
import { explained, regionOf } from './live-stream.js';
import { CREDENTIALS_NOTE, hasCredentials, localEnvironment, removeCredentials } from './local-environment.js';
import { neededPackages } from './needed-packages.js';
import { readingCredentials } from './reading-credentials.js';
import type { Reporter } from './reporter.js';
import { reportStrayErrors } from './stray-errors.js';

export interface DevOptions {
  /** The module that exports the handler. */
  readonly file: string;
  /** A JSON file with `CreateTable` inputs. */
  readonly tables?: string | undefined;
  /** A SAM or CloudFormation template. */
  readonly template?: string | undefined;
  /** Values of the template's parameters, which have precedence over their defaults. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** The logical id of the template's function whose environment the handlers get. */
  readonly functionId?: string | undefined;
  /** A local DynamoDB that runs already. */
  readonly endpoint?: string | undefined;
  /** A stream of AWS, read with the developer's own credentials. */
  readonly streamArn?: string | undefined;
  readonly port?: number | undefined;
  readonly engine?: EngineName | undefined;
  /** @default 30000 */
  readonly timeoutMs?: number | undefined;
  /** Whether handlers keep the AWS credentials of this environment. */
  readonly realCredentials?: boolean | undefined;
  /** Whether each read of a shard is reported. */
  readonly verbose?: boolean | undefined;
}

/**
 * Runs a handler on real streams until the signal aborts: an embedded DynamoDB's, a running one's, or one of AWS's.
 * The handler is loaded anew whenever its sources are saved; the place in the streams is kept.
 *
 * @throws ConfigurationError where an option cannot be right; DevError where going on is impossible, such as when the
 * engine has died.
 */
export async function dev(options: DevOptions, reporter: Reporter, signal: AbortSignal): Promise<void> {
  checkOptions(options);
  await checkSourceFile(options.file);
  checkInstalled('onstream dev', neededPackages(options));
  const defined = await definedByOptions(options);
  const dynamodb =
    options.streamArn === undefined ? await startDynamoDB(engineOptions(options)).catch(giveUp) : undefined;
  const listening = reportStrayErrors(reporter);
  guardProgram((error) => reporter.problem(STRAY_EXIT, error));
  try {
    await onEngine(dynamodb, defined, options, reporter, signal).catch(giveUp);
  } finally {
    listening();
    await dynamodb?.stop();
  }
}

async function onEngine(
  dynamodb: LocalDynamoDB | undefined,
  { tables, variables, notes }: Defined,
  options: DevOptions,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<void> {
  const { file, streamArn, timeoutMs = 30_000, verbose = false } = options;
  const environment = dynamodb ? localEnvironment(dynamodb) : {};
  const config: DynamoDBStreamsClientConfig = dynamodb?.clientConfig ?? awsConfig(streamArn ?? '');
  for (const note of notes) reporter.note(note);
  Object.assign(process.env, variables);
  setHandlersEnvironment(environment, options, reporter);
  process.setSourceMapsEnabled(true);
  const died = diedOf(dynamodb);
  const stopped = aborted(signal);

  const current = currentHandler(file, timeoutMs, reporter);
  const watched = await watchHandler(file, current.take);
  const streams: FollowedStream[] = [];
  const closing = new AbortController();
  try {
    await Promise.race([current.firstLoaded, stopped, died]);
    if (signal.aborted) return;
    const arns = dynamodb
      ? await madeStreams(tables ?? tablesFromHandlers(current.manifest(), file), dynamodb, current, reporter)
      : [streamArn ?? ''];
    const follow = { config, isLocal: dynamodb !== undefined, streams: arns.length, verbose };
    for (const arn of arns) streams.push(await followed(arn, follow, current, reporter));
    if (current.eventSource().enabled === false)
      reporter.note('bootstrap says enabled: false, with which AWS would deliver nothing; here it is passed over.');
    const begunWith = settingsOf(current);
    current.onReload(() => {
      const now = settingsOf(current);
      for (const [name, value] of Object.entries(begunWith)) {
        if (now[name] !== value) reporter.note(`The ${name} has changed: start onstream dev again to run with it.`);
      }
      for (const { mapping } of streams) mapping.retryNow();
    });
    reporter.ready({ endpoint: dynamodb?.endpoint, engine: dynamodb?.engine, environment, streams: arns });
    await Promise.race([stopped, died, allEnded(streams, reporter, AbortSignal.any([signal, closing.signal]))]);
    if (signal.aborted && current.isRunning()) {
      const still = current.running();
      const what = still.length === 0 ? '' : ` Still running: ${still.join(', ')}.`;
      reporter.note(`Ending when the batch in flight is finished. Ctrl-C again ends at once.${what}`);
    }
  } catch (error) {
    throw streamArn === undefined ? error : explained(error, streamArn);
  } finally {
    closing.abort();
    await Promise.all(streams.map(({ close }) => close()));
    await watched.close();
  }
}

/** Reads a stream of AWS with the credentials of this environment as it is now. */
function awsConfig(streamArn: string): DynamoDBStreamsClientConfig {
  const region = regionOf(streamArn);
  return { region, credentials: readingCredentials(process.env, region) };
}

/** Leads the clients of handlers to the local DynamoDB, and away from what is deployed. */
function setHandlersEnvironment(
  environment: Readonly<Record<string, string>>,
  { realCredentials = false, streamArn }: DevOptions,
  reporter: Reporter,
): void {
  if (!realCredentials) {
    if (streamArn !== undefined || hasCredentials(process.env)) reporter.note(CREDENTIALS_NOTE);
    removeCredentials(process.env);
  }
  for (const [name, value] of Object.entries(environment)) {
    // Where credentials have a region of their own, other services are asked there.
    const hasRegion = Boolean(process.env.AWS_REGION || process.env.AWS_PROFILE);
    const isKept = realCredentials && (name === 'AWS_REGION' ? hasRegion : !name.startsWith('AWS_ENDPOINT_URL'));
    if (!isKept) process.env[name] = value;
  }
}

/** What the code says that is settled once, when the streams are first followed. */
function settingsOf(current: CurrentHandler): Record<string, string> {
  const manifest = current.manifest();
  const tables = new Set(manifest?.routes.map(({ table }) => table));
  return {
    'eventSource of bootstrap': JSON.stringify(manifest?.eventSource) ?? '',
    '@Table of the handlers': [...tables].sort().join(),
  };
}

/** Creates the tables that are missing, and gives the streams of those that are followed. */
async function madeStreams(
  defined: DefinedTables,
  { clientConfig }: LocalDynamoDB,
  current: CurrentHandler,
  reporter: Reporter,
): Promise<string[]> {
  const { tables, note } = defined;
  const created = await ensureTables(tables, clientConfig);
  if (created.length > 0) reporter.note(`created ${created.join(', ')}${note}`);
  const followed = followedTables(defined, current.manifest());
  const others = tables.filter((table) => !followed.includes(table)).map(({ TableName }) => TableName);
  if (others.length > 0) reporter.note(`not followed, since no handler subscribes to them: ${others.join(', ')}`);
  return Promise.all(followed.map(({ TableName }) => latestStreamArn(TableName, clientConfig)));
}

/** Rejects when none is left, or one cannot be read on; a stream that has ended leaves the others running. */
async function allEnded(streams: readonly FollowedStream[], reporter: Reporter, over: AbortSignal): Promise<void> {
  const ended = streams.map(async ({ mapping, streamArn }) => {
    await mapping.done;
    if (!over.aborted) reporter.note(`The stream ${streamArn} has ended: it was turned off, or its table is gone.`);
  });
  await Promise.all(ended);
  if (!over.aborted) throw new DevError('No stream is left to follow.');
}

/** Rejects when the engine dies. */
function diedOf(dynamodb: LocalDynamoDB | undefined): Promise<never> {
  const died = new Promise<never>((_, reject) => {
    dynamodb?.exited.then((death) => death && reject(death));
  });
  // It may die before anybody waits for that.
  died.catch(() => undefined);
  return died;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function giveUp(error: unknown): never {
  throw toDevError(error);
}

function checkOptions(options: DevOptions): void {
  const { streamArn, endpoint, port, engine, tables, template, functionId, parameters = {} } = options;
  if (streamArn !== undefined && (endpoint ?? tables ?? template ?? port ?? engine) !== undefined)
    throw new ConfigurationError(
      '--stream-arn follows a stream of AWS: leave out --endpoint, --tables, --template, --port and --engine',
    );
  if (endpoint !== undefined && (port ?? engine) !== undefined)
    throw new ConfigurationError('--endpoint uses a DynamoDB that runs already: leave out --port and --engine');
  if (tables !== undefined && template !== undefined)
    throw new ConfigurationError('Tables come from --tables or from --template, not from both');
  if (template === undefined && (functionId !== undefined || Object.keys(parameters).length > 0))
    throw new ConfigurationError('--parameter and --function are about a template: give it with --template');
  if (streamArn !== undefined) regionOf(streamArn);
}

function engineOptions({ endpoint, port, engine }: DevOptions) {
  return { ...(endpoint && { endpoint }), ...(port && { port }), ...(engine && { engine }) };
}
