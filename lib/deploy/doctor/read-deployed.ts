import { parseArn } from '../../event-source/arn.js';
import { tellAwsError } from '../../loading/aws-error.js';
import { clientLocation } from '../../loading/client-location.js';
import { loadTogether } from '../../loading/optional-package.js';
import { connectDynamoDB, connectLambda, type LambdaReader, type TableReader } from './aws-clients.js';
import type { Deployed, DeployedMapping, DeployedTable } from './deployed.js';
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
 * read. Writes nothing. Needs @aws-sdk/client-lambda and @aws-sdk/client-dynamodb, and credentials as they find them; an
 * endpoint on this machine needs none.
 *
 * @throws ConfigurationError where there is no such function, or AWS does not let it be read
 */
export async function readDeployed({ functionName, region, endpoint }: ReadDeployedOptions): Promise<Deployed> {
  const ofArn = parseArn(functionName)?.region;
  const config = clientLocation({ region: region ?? ofArn, endpoint });
  const clients = [connectLambda(config), connectDynamoDB(config)] as const;
  await loadTogether(clients);
  const [lambda, dynamodb] = await Promise.all(clients);
  try {
    const configuration = await lambda.getFunctionConfiguration({ FunctionName: functionName });
    // The ARN has the alias, if any; a name with an alias is not among what the list is documented to take.
    const mappings = await readMappings(lambda, configuration.FunctionArn ?? functionName);
    const tables = await readTables(dynamodb, mappings, parseArn(configuration.FunctionArn)?.account);
    return { function: configuration, mappings, tables };
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

async function readMappings(lambda: LambdaReader, functionName: string): Promise<DeployedMapping[]> {
  const listed: DeployedMapping[] = [];
  let marker: string | undefined;
  do {
    const page = await lambda.listEventSourceMappings({
      FunctionName: functionName,
      ...(marker === undefined ? {} : { Marker: marker }),
    });
    listed.push(...(page.EventSourceMappings ?? []));
    marker = page.NextMarker || undefined;
  } while (marker !== undefined);
  const mappings: DeployedMapping[] = [];
  for (const mapping of listed) {
    // Encrypted filters are not in the list; asked for one by one they are decrypted, or said to be unreadable.
    const isWhole = mapping.FilterCriteria != null || mapping.UUID === undefined;
    mappings.push(isWhole ? mapping : await lambda.getEventSourceMapping({ UUID: String(mapping.UUID) }));
  }
  return mappings;
}

async function readTables(
  dynamodb: TableReader,
  mappings: readonly DeployedMapping[],
  account: string | undefined,
): Promise<Record<string, DeployedTable | null>> {
  const tables: Record<string, DeployedTable | null> = {};
  for (const { EventSourceArn } of mappings) {
    const stream = parseStreamArn(EventSourceArn);
    if (stream?.kind !== 'dynamodb' || stream.tableArn in tables) continue;
    const { table, tableArn } = stream;
    // The table of another account is known by its ARN only.
    tables[tableArn] = await readTable(dynamodb, parseArn(tableArn)?.account === account ? table : tableArn);
  }
  return tables;
}

async function readTable(dynamodb: TableReader, name: string): Promise<DeployedTable | null> {
  try {
    const { Table } = await dynamodb.describeTable({ TableName: name });
    return Table ?? null;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return null;
    throw error;
  }
}
