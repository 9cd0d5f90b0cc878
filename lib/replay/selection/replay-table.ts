import { ConfigurationError } from '../../errors.js';
import { tellAwsError } from '../../loading/aws-error.js';
import type { StreamViewType } from '../../records/wire.js';
import type { TableClient, TableDescription, TableLocation } from '../table-client.js';

/** The types that a key attribute can have. */
export type KeyType = 'S' | 'N' | 'B';

/** An index, or the table itself, as something that is read by its keys. */
export interface KeyedBy {
  /** The partition key, and the sort key where there is one. */
  readonly keys: readonly string[];
  /** `ALL` where it holds whole items. */
  readonly projection: string;
}

/** A table, as its replays need it. */
export interface ReplayTable extends KeyedBy {
  readonly name: string;
  readonly arn: string;
  /** Differs for a table that was deleted and created anew under the same name. */
  readonly identity: string;
  readonly types: ReadonlyMap<string, KeyType>;
  readonly indexes: ReadonlyMap<string, KeyedBy>;
  /** `undefined` where the stream is off. */
  readonly stream: { readonly arn: string; readonly viewType: StreamViewType } | undefined;
  /** About as many items as it holds: AWS counts them every six hours. */
  readonly itemCount: number | undefined;
}

/** Reads what a table is. @throws ConfigurationError where there is no such table, or it cannot be read */
export async function describeReplayTable(
  client: TableClient,
  name: string,
  { endpoint }: TableLocation,
): Promise<ReplayTable> {
  const { Table } = await client.describeTable({ TableName: name }).catch((error: unknown) => {
    const permissions = 'dynamodb:DescribeTable';
    throw tellAwsError(error, { notFound: `There is no table ${name} here`, permissions, endpoint });
  });
  if (Table === undefined) throw new ConfigurationError(`There is no table ${name} here.`);
  const { StreamSpecification, LatestStreamArn, TableArn = '', TableId, CreationDateTime, ItemCount } = Table;
  return {
    name,
    arn: TableArn,
    identity: TableId ?? CreationDateTime?.toISOString() ?? TableArn,
    keys: keysOf(Table.KeySchema),
    projection: 'ALL',
    types: new Map(Table.AttributeDefinitions?.map((one) => [String(one.AttributeName), one.AttributeType as KeyType])),
    indexes: indexesOf(Table),
    stream:
      StreamSpecification?.StreamEnabled && LatestStreamArn !== undefined
        ? { arn: LatestStreamArn, viewType: StreamSpecification.StreamViewType as StreamViewType }
        : undefined,
    itemCount: ItemCount,
  };
}

function indexesOf({ GlobalSecondaryIndexes, LocalSecondaryIndexes }: TableDescription): Map<string, KeyedBy> {
  const all = [...(GlobalSecondaryIndexes ?? []), ...(LocalSecondaryIndexes ?? [])];
  return new Map(
    all.map(({ IndexName, KeySchema, Projection }) => {
      return [String(IndexName), { keys: keysOf(KeySchema), projection: Projection?.ProjectionType ?? 'ALL' }];
    }),
  );
}

function keysOf(schema: TableDescription['KeySchema'] = []): string[] {
  const hashFirst = [...schema].sort((a, b) => Number(a.KeyType !== 'HASH') - Number(b.KeyType !== 'HASH'));
  return hashFirst.map(({ AttributeName }) => String(AttributeName));
}
