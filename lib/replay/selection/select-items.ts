import { ConfigurationError } from '../../errors.js';
import { tellAwsError } from '../../loading/aws-error.js';
import { compilePattern } from '../../patterns/compile.js';
import type { AttributeMap } from '../../records/wire.js';
import type { Pacer } from '../rate.js';
import { readPatiently } from '../retry.js';
import type { ReadInput, TableClient, TableLocation } from '../table-client.js';
import { keyOf } from './item-key.js';
import { type KeyCondition, keyConditionOf } from './key-condition.js';
import { type Projection, projectionOf, readItems } from './read-items.js';
import type { KeyedBy, ReplayTable } from './replay-table.js';
import type { ItemPage, Selection } from './selection.js';

const SEGMENTS = 4;
const MAX_SEGMENTS = 256;

/** So many items are looked at in one call: what is done with them is noted down once for all of them. */
const PAGE_ITEMS = 500;

/** Items that are chosen, in parts that are read on their own. */
export interface SelectedItems {
  readonly segments: number;
  /** What narrows the selection, for its user. */
  readonly description: readonly string[];
  readonly warnings: readonly string[];
  /** Whether it reads the whole table, whose item count is then what to expect. */
  readonly isWholeTable: boolean;
  /** The pages of one segment, from a place on that an earlier page named. */
  pages(segment: number, after: AttributeMap | undefined, signal: AbortSignal): AsyncIterable<ItemPage>;
  /** Items that were chosen before, by their keys: as they are now, also where they would not be chosen any more. */
  again(keys: readonly AttributeMap[], signal: AbortSignal): Promise<Pick<ItemPage, 'items' | 'gone'>>;
}

export interface SelectItemsOptions extends TableLocation {
  readonly client: TableClient;
  readonly table: ReplayTable;
  readonly selection: Selection;
  /** The attributes to read besides the key; `undefined` reads whole items. */
  readonly attributes?: readonly string[] | undefined;
  readonly pacer: Pacer;
  readonly pageItems?: number;
}

/**
 * Chooses items of a table. They are read consistently: as they are in the table at that moment, whichever way they are
 * found.
 *
 * @throws ConfigurationError where the selection names no index of the table, not its key, or is malformed
 */
export function selectItems(options: SelectItemsOptions): SelectedItems {
  const { client, table, selection, attributes, pacer, endpoint, pageItems = PAGE_ITEMS } = options;
  const { key, index, where, filter } = selection;
  const keyed = index === undefined ? table : indexOf(table, index);
  const condition = key === undefined ? undefined : keyConditionOf(key, keyed, table.types, '--key');
  const test = where === undefined ? undefined : compilePattern(where, '--where');
  const segments = segmentsOf(selection);
  // A pattern may ask for any attribute.
  const wanted = attributes && test === undefined ? projectionOf([...table.keys, ...attributes]) : undefined;
  const found = index === undefined ? wanted : projectionOf([...table.keys, ...keyed.keys]);

  const readKeys = async (keys: readonly AttributeMap[], signal: AbortSignal) => {
    const items = await readItems(client, table, keys, wanted, pacer, signal);
    return { items, gone: keys.length - items.length };
  };

  const read = async (segment: number, after: AttributeMap | undefined, signal: AbortSignal): Promise<ItemPage> => {
    const input: ReadInput = {
      TableName: table.name,
      Limit: pageItems,
      ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
      ...(after && { ExclusiveStartKey: after }),
      ...(condition === undefined && segments > 1 && { Segment: segment, TotalSegments: segments }),
      ...expressionsOf(condition, selection, found),
    };
    const call = () => (condition === undefined ? client.scan(input) : client.query(input));
    const {
      Items = [],
      ScannedCount = Items.length,
      LastEvaluatedKey: next,
    } = await readPatiently(call, pacer, signal);
    const keys = Items.map((item) => keyOf(item, table.keys));
    const { items, gone } = index === undefined ? { items: Items, gone: 0 } : await readKeys(keys, signal);
    return { items: test ? items.filter(test) : items, read: ScannedCount, gone, next };
  };

  const told = async <T>(reading: Promise<T>, signal: AbortSignal): Promise<T> => {
    try {
      return await reading;
    } catch (error) {
      if (signal.aborted) throw error;
      const permissions = 'dynamodb:Scan, dynamodb:Query and dynamodb:BatchGetItem';
      throw tellAwsError(error, { notFound: `The table ${table.name} is gone`, permissions, endpoint });
    }
  };

  return {
    segments,
    description: describe(selection),
    warnings: warningsOf(selection, keyed),
    isWholeTable: index === undefined && key === undefined && where === undefined && filter === undefined,
    async *pages(segment, after, signal) {
      for (let place = after; ; ) {
        const page = await told(read(segment, place, signal), signal);
        yield page;
        if (page.next === undefined) return;
        place = page.next;
      }
    },
    again: (keys, signal) => told(readKeys(keys, signal), signal),
  };
}

function indexOf({ name, indexes }: ReplayTable, index: string): KeyedBy {
  const keyed = indexes.get(index);
  if (keyed) return keyed;
  const known = indexes.size === 0 ? 'it has none' : `it has ${[...indexes.keys()].join(', ')}`;
  throw new ConfigurationError(
    `--index: found ${JSON.stringify(index)}, expected an index of the table ${name}: ${known}`,
  );
}

function segmentsOf({ key, segments }: Selection): number {
  if (key !== undefined) {
    if (segments === undefined || segments === 1) return 1;
    throw new ConfigurationError('--segments: found with --key, expected one of them: only a scan is read in parts');
  }
  const wanted = segments ?? SEGMENTS;
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_SEGMENTS) return wanted;
  throw new ConfigurationError(`--segments: found ${wanted}, expected a whole number from 1 to 256`);
}

function expressionsOf(condition: KeyCondition | undefined, { filter }: Selection, projection: Projection | undefined) {
  const names = { ...filter?.names, ...condition?.names, ...projection?.ExpressionAttributeNames };
  const values = { ...filter?.values, ...condition?.values };
  return {
    ...(condition && { KeyConditionExpression: condition.KeyConditionExpression }),
    ...(filter && { FilterExpression: filter.expression }),
    ...(projection && { ProjectionExpression: projection.ProjectionExpression }),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

function describe({ key, index, where, filter }: Selection): string[] {
  return [
    ...(key === undefined ? [] : [`key ${JSON.stringify(key)}`]),
    ...(index === undefined ? [] : [`index ${index}`]),
    ...(where === undefined ? [] : [`where ${JSON.stringify(where)}`]),
    ...(filter === undefined ? [] : [`filter ${filter.expression}`]),
  ];
}

function warningsOf({ index, filter }: Selection, { projection }: KeyedBy): string[] {
  if (index === undefined || filter === undefined || projection === 'ALL') return [];
  return [
    `The index ${index} does not hold whole items, and --filter sees only what it holds. --where sees the whole item.`,
  ];
}
