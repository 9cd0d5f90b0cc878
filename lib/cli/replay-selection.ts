import type { AttributeMap } from '../records/wire.js';
import { parseObject } from '../replay/json-object.js';
import type { KeyQuery } from '../replay/selection/key-condition.js';
import type { Selection } from '../replay/selection/selection.js';
import type { TableLocation } from '../replay/table-client.js';
import { asUsage, UsageError, wholeNumberOf } from './usage-error.js';

/** The options that choose items of a table. */
export const SELECTION_OPTIONS = {
  table: { type: 'string' },
  key: { type: 'string' },
  index: { type: 'string' },
  where: { type: 'string' },
  filter: { type: 'string' },
  names: { type: 'string' },
  values: { type: 'string' },
  segments: { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
} as const;

export const SELECTION_HELP = `  --table <name>       the table
  --key <json>         query instead of scanning: {"pk":"CUSTOMER#1"}, or with a condition on the sort key as well:
                       {"pk":"CUSTOMER#1","sk":{"prefix":"ORDER#"}}; others are {"between":["2026-01","2026-02"]} and
                       one of {"<":…} {"<=":…} {">":…} {">=":…}
  --index <name>       query or scan this index; what it finds is read from the table
  --where <json>       a pattern, as decorators take it, that items have to match: {"status":["PAID"]}
  --filter <text>      a filter expression of DynamoDB, with --names {"#s":"status"} and --values {":s":{"S":"PAID"}}
  --segments <number>  how many parts of a scan are read at the same time (default: 4)
`;

export const LOCATION_HELP = `  --region <region>    the table's region (default: the environment's)
  --endpoint <url>     where DynamoDB answers, such as http://127.0.0.1:8000
`;

type Values = { readonly [name in keyof typeof SELECTION_OPTIONS]?: string | undefined };

/** The table, and which of its items. @throws UsageError */
export function selectionOf(values: Values, command: string): Selection & TableLocation & { readonly table: string } {
  const { table, key, index, where, filter, names, values: filterValues, region, endpoint } = values;
  if (!table) throw new UsageError(`onstream ${command}: expected --table <name>`);
  if (endpoint !== undefined) checkUrl(endpoint, '--endpoint');
  if (filter === undefined && (names ?? filterValues) !== undefined)
    throw new UsageError('--names, --values: found without --filter, expected the expression that they belong to');
  return {
    table,
    key: key === undefined ? undefined : (objectOf(key, '--key') as KeyQuery),
    index,
    where: where === undefined ? undefined : objectOf(where, '--where'),
    filter:
      filter === undefined
        ? undefined
        : {
            expression: filter,
            names: names === undefined ? undefined : namesOf(objectOf(names, '--names')),
            values: filterValues === undefined ? undefined : valuesOf(objectOf(filterValues, '--values')),
          },
    segments: wholeNumberOf(values.segments, '--segments', 256),
    region,
    endpoint,
  };
}

/** @throws UsageError */
export function checkUrl(url: string, option: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  throw new UsageError(`${option}: found ${JSON.stringify(url)}, expected a URL such as http://127.0.0.1:8000`);
}

function objectOf(text: string, option: string): Record<string, unknown> {
  return asUsage(() => parseObject(text, option));
}

function namesOf(names: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).map(([placeholder, name]) => {
      if (typeof name === 'string') return [placeholder, name];
      throw new UsageError(`--names: ${placeholder}: found ${JSON.stringify(name)}, expected the name of an attribute`);
    }),
  );
}

const TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'];

function valuesOf(values: Record<string, unknown>): AttributeMap {
  return Object.fromEntries(
    Object.entries(values).map(([placeholder, value]) => {
      const [[type = '', inner] = [], ...others] = Object.entries(Object(value));
      if (!TYPES.includes(type) || others.length > 0)
        throw new UsageError(
          `--values: ${placeholder}: found ${JSON.stringify(value)}, expected a value as DynamoDB writes it, such as {"S":"PAID"}`,
        );
      return [placeholder, type === 'B' ? { B: Buffer.from(String(inner), 'base64') } : Object(value)];
    }),
  );
}
