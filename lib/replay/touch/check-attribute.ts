import { ConfigurationError } from '../../errors.js';
import type { AttributeValue } from '../../records/wire.js';
import { showKey } from '../selection/item-key.js';
import type { ReplayTable } from '../selection/replay-table.js';
import type { SelectedItems } from '../selection/select-items.js';
import type { TableClient } from '../table-client.js';

/**
 * Refuses an attribute that means something to DynamoDB: adding to it would change more than a number.
 *
 * @throws ConfigurationError for an attribute of a key, or the time to live
 * @returns a warning where it is not known to be harmless
 */
export async function checkAttribute(
  attribute: string,
  { name, keys, indexes }: ReplayTable,
  client: TableClient,
): Promise<string | undefined> {
  const refuse = (what: string) =>
    new ConfigurationError(
      `--attribute: found ${JSON.stringify(attribute)}, ${what}, expected an attribute that nothing else uses, such as revision`,
    );
  if (attribute === '') throw refuse('which is no name');
  if (keys.includes(attribute)) throw refuse(`which is a key of the table ${name}`);
  for (const [index, keyed] of indexes)
    if (keyed.keys.includes(attribute)) throw refuse(`which is a key of the index ${index}: items would move in it`);
  try {
    const { TimeToLiveDescription } = await client.describeTimeToLive({ TableName: name });
    if (TimeToLiveDescription?.AttributeName !== attribute) return undefined;
  } catch {
    return `Whether ${attribute} is the table's time to live could not be read (dynamodb:DescribeTimeToLive).`;
  }
  throw refuse(`which is the time to live of the table ${name}: DynamoDB would delete items`);
}

/**
 * Looks at the first items: what is wrong with them, or with the selection, is better told before anything is written.
 *
 * @throws ConfigurationError where one of them holds no number in the attribute
 */
export async function checkFirstItems(selected: SelectedItems, table: ReplayTable, attribute: string): Promise<void> {
  for await (const { items } of selected.pages(0, undefined, new AbortController().signal)) {
    for (const item of items) {
      const reason = whyNotCountable(item[attribute], attribute);
      if (reason !== undefined) throw new ConfigurationError(`Item ${showKey(item, table)}: ${reason}`);
    }
    return;
  }
}

/** Digits that DynamoDB keeps, so that adding 1 changes the number. */
const LARGEST = 1e37;

/** Why an item's revision cannot be added to; `undefined` where it can. */
export function whyNotCountable(revision: AttributeValue | undefined, attribute: string): string | undefined {
  if (revision === undefined) return undefined;
  if (revision.N === undefined)
    return `${attribute} holds the type ${Object.keys(revision)[0]}, expected a number: name another --attribute, or narrow the items`;
  return Math.abs(Number(revision.N)) < LARGEST ? undefined : `${attribute} is too large to add 1 to`;
}
