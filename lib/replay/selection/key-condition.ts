import { found, isObject, unexpected } from '../../errors.js';
import type { AttributeMap, AttributeValue } from '../../records/wire.js';
import type { KeyedBy, KeyType } from './replay-table.js';

/** A condition on a sort key, in place of its value. */
export type SortKeyCondition =
  | { readonly prefix: string }
  | { readonly between: readonly [string | number, string | number] }
  | { readonly [operator in '<' | '<=' | '>' | '>=']?: string | number };

/** The key to query by: the partition key's value, and the sort key's value or a condition on it. */
export type KeyQuery = Readonly<Record<string, string | number | SortKeyCondition>>;

export interface KeyCondition {
  readonly KeyConditionExpression: string;
  readonly names: Record<string, string>;
  readonly values: AttributeMap;
}

const COMPARISONS: readonly string[] = ['<', '<=', '>', '>='];
const SORT_KEY = 'its value, { "prefix": … }, { "between": [from, to] } or one of { "<" | "<=" | ">" | ">=": … }';

/**
 * What DynamoDB's Query takes for a key query. Values are plain: the table says which type a key attribute has.
 *
 * @throws ConfigurationError where a key attribute is missing or wrong, or an attribute is none of the key's
 */
export function keyConditionOf(
  key: unknown,
  { keys: [hash = '', range] }: KeyedBy,
  types: ReadonlyMap<string, KeyType>,
  where: string,
): KeyCondition {
  const names = range === undefined ? hash : `${hash} and, optionally, ${range}`;
  if (!isObject(key)) throw unexpected(where, key, `an object with the key ${names}`);
  const strange = Object.keys(key).find((name) => name !== hash && name !== range);
  if (strange !== undefined) throw unexpected(where, strange, `only the key ${names}`);
  if (!Object.hasOwn(key, hash)) throw unexpected(where, key, `the partition key ${hash}`);

  const at = (name: string) => `${where}: ${name}`;
  const condition: KeyCondition = {
    KeyConditionExpression: '#onstreamHash = :onstreamHash',
    names: { '#onstreamHash': hash },
    values: { ':onstreamHash': toKeyValue(key[hash], types.get(hash), at(hash)) },
  };
  if (range === undefined || !Object.hasOwn(key, range)) return condition;
  const [expression, values] = sortKeyCondition(key[range], types.get(range), at(range));
  return {
    KeyConditionExpression: `${condition.KeyConditionExpression} AND ${expression}`,
    names: { ...condition.names, '#onstreamRange': range },
    values: { ...condition.values, ...values },
  };
}

function sortKeyCondition(spec: unknown, type: KeyType | undefined, where: string): [string, AttributeMap] {
  const value = (one: unknown) => toKeyValue(one, type, where);
  if (!isObject(spec)) return ['#onstreamRange = :onstreamRange', { ':onstreamRange': value(spec) }];
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(spec);
  if (others.length > 0) throw unexpected(where, spec, SORT_KEY);
  if (operator === 'prefix')
    return ['begins_with(#onstreamRange, :onstreamRange)', { ':onstreamRange': value(operand) }];
  if (operator === 'between' && Array.isArray(operand) && operand.length === 2)
    return [
      '#onstreamRange BETWEEN :onstreamRange AND :onstreamEnd',
      { ':onstreamRange': value(operand[0]), ':onstreamEnd': value(operand[1]) },
    ];
  if (COMPARISONS.includes(operator))
    return [`#onstreamRange ${operator} :onstreamRange`, { ':onstreamRange': value(operand) }];
  throw unexpected(where, spec, SORT_KEY);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function toKeyValue(value: unknown, type: KeyType | undefined, where: string): AttributeValue {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  if (type === 'N' && typeof text === 'string' && NUMBER.test(text)) return { N: text };
  if (type === 'S' && typeof value === 'string') return { S: value };
  if (type === 'B' && typeof value === 'string') return { B: Buffer.from(value, 'base64') };
  const wanted = { N: 'a number', B: 'base64 text', S: 'text' }[type ?? 'S'];
  throw unexpected(
    where,
    value,
    `${wanted}, since the key is of type ${type ?? 'S'}${isObject(value) ? `, not ${found(value)}` : ''}`,
  );
}
