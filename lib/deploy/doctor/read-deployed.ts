import { ConfigurationError } from '../../errors.js';
import { parseArn } from '../../event-source/arn.js';
import { tellAwsError } from '../../loading/aws-error.js';
import { clientLocation } from '../../loading/client-location.js';
import { loadTogether } from '../../loading/optional-package.js';
import { connectDynamoDB, connectLambda, connectStreams, type LambdaReader, type TableReader } from './aws-clients.js';
import type { Deployed, DeployedMapping, DeployedStream, DeployedTable } from './deployed.js';
import { type Attempts, attempts } from './refused-calls.js';
import { parseStreamArn } from './stream-arn.js';

const PERMISSIONS =
  'lambda:GetFunctionConfiguration, lambda:ListEventSourceMappings, lambda:GetEventSourceMapping, dynamodb:DescribeTable';

export interface ReadDeployedOptions {
  /** The function's name or ARN; with `:alias` where its mappings are those of an alias. */
  readonly functionName: string;
  /** @default that of the function's ARN, else the environment's */
  readonly region?: string | undefined;
  /** Where Lambda and DynamoDB answer, for a stand-in of AWS. @default AWS, or what the environment says */
  readonly endpoint?: string | undefined;
}

/**
 * Reads what is deployed: the function's configuration, its event source mappings and the tables whose streams they
 * read. Writes nothing. Needs `@aws-sdk/client-lambda` and `@aws-sdk/client-dynamodb`, and credentials as they find
 * them; an endpoint on this machine needs none. A call that AWS refuses, since access is denied or it is asked too often, is noted
 * in `unread`, and the rest is read. Of a table that cannot be described, such as one of another account, its stream is,
 * with `@aws-sdk/client-dynamodb-streams`.
 *
 * @throws ConfigurationError where there is no such function, or AWS lets nothing be read
 */
export async function readDeployed({ functionName, region, endpoint }: ReadDeployedOptions): Promise<Deployed> {
  const ofArn = parseArn(functionName)?.region;
  const config = clientLocation({ region: region ?? ofArn, endpoint });
  const clients = [connectLambda(config), connectDynamoDB(config)] as const;
  await loadTogether(clients);
  const [lambda, dynamodb] = await Promise.all(clients);
  const calls = attempts();
  try {
    const configuration = await calls.attempt('lambda:GetFunctionConfiguration', () =>
      lambda.getFunctionConfiguration({ FunctionName: functionName }),
    );
    // The ARN has the alias, if any; a name with an alias is not among what the list is documented to take.
    const { listed, isMissingMappings } = await listMappings(lambda, configuration?.FunctionArn ?? functionName, calls);
    if (configuration === undefined && isMissingMappings && listed.length === 0) throw calls.firstError;
    const mappings = await withFilters(lambda, listed, calls);
    const arn = configuration?.FunctionArn ?? mappings[0]?.FunctionArn ?? functionName;
    const tables = await readTables(dynamodb, mappings, parseArn(arn)?.account, calls);
    const streams = await readStreams(config, mappings, tables, calls);
    const { unread } = calls;
    return { function: configuration ?? {}, mappings, tables, streams, isMissingMappings, unread };
  } catch (error) {
    throw tellAwsError(error, {
      notFound: `There is no function ${functionName} here`,
      permissions: PERMISSIONS,
      endpoint: endpoint ?? process.env.AWS_ENDPOINT_URL,
    });
  } finally {
    lambda.destroy();
    dynamodb.destroy();
  }
}

/** The mappings, page by page; those before a page that AWS refuses are kept. */
async function listMappings(lambda: LambdaReader, functionName: string, { attempt }: Attempts) {
  const listed: DeployedMapping[] = [];
  let marker: string | undefined;
  do {
    const from = marker === undefined ? {} : { Marker: marker };
    const page = await attempt('lambda:ListEventSourceMappings', () =>
      lambda.listEventSourceMappings({ FunctionName: functionName, ...from }),
    );
    if (page === undefined) return { listed, isMissingMappings: true };
    listed.push(...(page.EventSourceMappings ?? []));
    marker = page.NextMarker || undefined;
  } while (marker !== undefined);
  return { listed, isMissingMappings: false };
}

/** Encrypted filters are not in the list; asked for one by one they are decrypted, or said to be unreadable. */
async function withFilters(
  lambda: LambdaReader,
  listed: readonly DeployedMapping[],
  { attempt, unread }: Attempts,
): Promise<DeployedMapping[]> {
  const mappings: DeployedMapping[] = [];
  for (const mapping of listed) {
    const { UUID, FilterCriteria } = mapping;
    if (FilterCriteria != null || UUID === undefined) {
      mappings.push(mapping);
      continue;
    }
    const asked = await attempt(
      'lambda:GetEventSourceMapping',
      () => lambda.getEventSourceMapping({ UUID }),
      tableOf(mapping),
    );
    // What is said of the filters then is that they cannot be read.
    mappings.push(asked ?? { ...mapping, FilterCriteriaError: { Message: String(unread.at(-1)?.reason) } });
  }
  return mappings;
}

async function readTables(
  dynamodb: TableReader,
  mappings: readonly DeployedMapping[],
  account: string | undefined,
  { attempt, note }: Attempts,
): Promise<Record<string, DeployedTable | null>> {
  const tables: Record<string, DeployedTable | null> = {};
  const asked = new Set<string>();
  for (const { EventSourceArn } of mappings) {
    const stream = parseStreamArn(EventSourceArn);
    if (stream?.kind !== 'dynamodb' || asked.has(stream.tableArn)) continue;
    const { table, tableArn } = stream;
    asked.add(tableArn);
    // The table of another account is known by its ARN only.
    const isOwn = parseArn(tableArn)?.account === account;
    const found = await attempt('dynamodb:DescribeTable', () => readTable(dynamodb, isOwn ? table : tableArn), table);
    // Another account may hide its table from this one: the stream decides.
    if (found === null && !isOwn && account !== undefined)
      note('dynamodb:DescribeTable', 'another account shows no such table', table);
    else if (found !== undefined) tables[tableArn] = found;
  }
  return tables;
}

async function readTable(dynamodb: TableReader, name: string): Promise<DeployedTable | null> {
  return orNull(async () => (await dynamodb.describeTable({ TableName: name })).Table);
}

/** The streams of the tables that could not be read. */
async function readStreams(
  config: object,
  mappings: readonly DeployedMapping[],
  tables: Readonly<Record<string, DeployedTable | null>>,
  { attempt, note }: Attempts,
): Promise<Record<string, DeployedStream | null>> {
  const streams: Record<string, DeployedStream | null> = {};
  const left = mappings.filter(({ EventSourceArn }) => {
    const stream = parseStreamArn(EventSourceArn);
    return stream?.kind === 'dynamodb' && !(stream.tableArn in tables);
  });
  if (left.length === 0) return streams;
  const client = await connectStreams(config).catch((error: unknown) => {
    // Who has no such table does not need the package.
    if (!(error instanceof ConfigurationError)) throw error;
    for (const mapping of left) note('dynamodb:DescribeStream', error.message, tableOf(mapping), 'install');
  });
  if (client === undefined) return streams;
  try {
    for (const mapping of left) {
      const StreamArn = mapping.EventSourceArn ?? '';
      const found = await attempt(
        'dynamodb:DescribeStream',
        () => orNull(async () => (await client.describeStream({ StreamArn, Limit: 1 })).StreamDescription),
        tableOf(mapping),
      );
      if (found !== undefined) streams[StreamArn] = found;
    }
  } finally {
    client.destroy();
  }
  return streams;
}

/** Null for what is not there. */
async function orNull<T>(ask: () => Promise<T | undefined>): Promise<T | null> {
  try {
    return (await ask()) ?? null;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return null;
    throw error;
  }
}

function tableOf({ EventSourceArn }: DeployedMapping): string | undefined {
  const stream = parseStreamArn(EventSourceArn);
  if (stream?.kind === 'dynamodb') return stream.table;
  return stream && `Kinesis stream ${stream.stream}`;
}
