import { ConfigurationError } from '../errors.js';
import { whyNoAnswer } from './answers.js';
import { checkNetwork } from './check-network.js';
import { findDynamoDBLocal, installDynamoDBLocal } from './dynamodb-local.js';
import { findDynoxide, installDynoxide } from './dynoxide.js';
import type { Engine, EngineName } from './engine.js';
import { freePort, isPortTaken } from './free-port.js';
import { runEngine } from './run-engine.js';

export interface StartDynamoDBOptions {
  /** Use a DynamoDB that runs already, such as `http://localhost:8000`, and start none. */
  endpoint?: string;
  /** The port to listen on. Default: a free one. */
  port?: number;
  /** Default: dynoxide where its binary for this platform is installed, else DynamoDB Local. */
  engine?: EngineName;
  /** How long the engine may take to answer, in milliseconds. Default: 30,000. */
  startTimeoutMs?: number;
}

/** What `new DynamoDBClient(...)` needs to talk to a local DynamoDB. */
export interface LocalClientConfig {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** A DynamoDB on this machine. */
export interface LocalDynamoDB {
  readonly engine: EngineName | 'external';
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: LocalClientConfig['credentials'];
  /** The three above, ready for `new DynamoDBClient(clientConfig)`. */
  readonly clientConfig: LocalClientConfig;
  /**
   * Settles when the engine has ended: with `undefined` after `stop()`, with an error that holds the end of its
   * standard error where it died. Never for an engine that was not started here.
   */
  readonly exited: Promise<Error | undefined>;
  /** Ends the engine and waits until it is gone; what was in it is lost. Does nothing to an engine not started here. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const OPTIONS = new Set(['endpoint', 'port', 'engine', 'startTimeoutMs']);
const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
const START_TIMEOUT_MS = 30_000;

/** A port found free may be gone when the engine wants it. */
const PORT_TRIES = 3;

/**
 * Starts an empty DynamoDB with streams on this machine, in memory, or checks one that runs already. It is ready when
 * the promise resolves, and it ends with this process, however this process ends.
 *
 * Items whose TTL has passed are deleted within about a second by dynoxide, and within about ten by DynamoDB Local.
 * dynoxide keeps the stream records of a deleted table, and shows them in the stream of the next table of that name.
 * dynoxide listens on the loopback interface only. DynamoDB Local has no option for that: it listens on all interfaces.
 *
 * @throws ConfigurationError where no engine is installed, the options cannot be right, the port is taken, the
 * endpoint does not answer, or fake timers keep Node.js's network from working; Error, with the engine's own words, where the engine does not start.
 * @example
 * ```ts
 * const dynamodb = await startDynamoDB();
 * const client = new DynamoDBClient(dynamodb.clientConfig);
 * // …
 * await dynamodb.stop();
 * ```
 */
export async function startDynamoDB(options: StartDynamoDBOptions = {}): Promise<LocalDynamoDB> {
  checkOptions(options);
  await checkNetwork('startDynamoDB');
  if (options.endpoint !== undefined) return useEndpoint(options.endpoint);
  const engine = chooseEngine(options.engine);
  if (options.port !== undefined) return startOnPort(engine, options.port, options.startTimeoutMs);
  return startOnFreePort(engine, options.startTimeoutMs);
}

function checkOptions(options: StartDynamoDBOptions): void {
  const unknown = Object.keys(options).find((name) => !OPTIONS.has(name));
  if (unknown !== undefined) {
    throw new ConfigurationError(`startDynamoDB has no option "${unknown}"; it has ${[...OPTIONS].join(', ')}.`);
  }
  if (options.endpoint !== undefined && (options.port !== undefined || options.engine !== undefined)) {
    throw new ConfigurationError(
      'startDynamoDB starts no engine where an endpoint is given: leave out port and engine.',
    );
  }
  const { port } = options;
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65535)) {
    throw new ConfigurationError(`The port must be a whole number from 1 to 65535, not ${port}.`);
  }
}

async function useEndpoint(endpoint: string): Promise<LocalDynamoDB> {
  const reason = await whyNoAnswer(endpoint);
  if (reason !== undefined) {
    throw new ConfigurationError(`No DynamoDB answers at ${endpoint}: ${reason}. Start it, or leave out the endpoint.`);
  }
  return describe('external', endpoint, new Promise(() => undefined), async () => undefined);
}

function chooseEngine(name: EngineName | undefined): Engine {
  switch (name) {
    case undefined:
      return (
        findDynoxide() ??
        findDynamoDBLocal() ??
        notInstalled(
          'An engine for a local DynamoDB is',
          `${installDynoxide}, or, with Java 17 or later, ${installDynamoDBLocal}`,
        )
      );
    case 'dynoxide':
      return findDynoxide() ?? notInstalled(`dynoxide for ${process.platform}-${process.arch} is`, installDynoxide);
    case 'dynamodb-local':
      return findDynamoDBLocal() ?? notInstalled('DynamoDB Local is', installDynamoDBLocal);
    default:
      throw new ConfigurationError(`There is no engine "${name}": use dynoxide or dynamodb-local.`);
  }
}

function notInstalled(what: string, command: string): never {
  throw new ConfigurationError(`${what} not installed where ${process.cwd()} finds it. Run: ${command}`);
}

async function startOnPort(engine: Engine, port: number, timeoutMs?: number): Promise<LocalDynamoDB> {
  if (await isPortTaken(port)) {
    throw new ConfigurationError(
      `Port ${port} is in use. Leave out the port to get a free one, or give the endpoint to use what runs there.`,
    );
  }
  return start(engine, port, timeoutMs);
}

async function startOnFreePort(engine: Engine, timeoutMs?: number): Promise<LocalDynamoDB> {
  for (let tries = 1; ; tries++) {
    try {
      return await start(engine, await freePort(), timeoutMs);
    } catch (error) {
      if (tries === PORT_TRIES || !(error instanceof Error && /already in use/i.test(error.message))) throw error;
    }
  }
}

async function start(engine: Engine, port: number, timeoutMs = START_TIMEOUT_MS): Promise<LocalDynamoDB> {
  const { endpoint, exited, stop } = await runEngine(engine, port, timeoutMs);
  return describe(engine.name, endpoint, exited, stop);
}

function describe(
  engine: LocalDynamoDB['engine'],
  endpoint: string,
  exited: Promise<Error | undefined>,
  stop: () => Promise<void>,
): LocalDynamoDB {
  const clientConfig = { endpoint, region: REGION, credentials: CREDENTIALS };
  return { engine, ...clientConfig, clientConfig, exited, stop, [Symbol.asyncDispose]: stop };
}
