import { ConfigurationError } from '../../errors.js';
import { parseArn } from '../../event-source/arn.js';
import { hears, isExpression, sourceOf } from '../../event-source/heard-table.js';
import type { Source } from '../../event-source/sources.js';
import type { SynthOptions, TableOption } from './options.js';

/** What `--table` and messages call the tables of handlers that hear every one. */
const EVERY_TABLE = '*';

/** A table on whose changes the function is to be invoked. */
export interface MappedTable {
  readonly source: Source;
  /** Its name; absent where only its stream's ARN is known. */
  readonly name?: string;
  readonly resource?: string;
}

/**
 * Says of each source which tables it is. A name is a table of its own; an expression, and handlers of every table, need
 * to be told.
 *
 * @throws ConfigurationError for an option that is about no source, and for a source that none is about
 */
export function mappedTables(sources: readonly Source[], options: SynthOptions): MappedTable[] {
  const { tables: told = [], kinesis = [] } = options;
  for (const table of kinesis) sourceFor(table, sources, '--kinesis');
  const mapped: MappedTable[] = [];
  const toldSources = new Set(told.map(({ table }) => sourceFor(table, sources, '--table')));
  for (const option of told) {
    const one = mappedTable(option, sources);
    const key = keyOf(one);
    if (mapped.some((other) => keyOf(other) === key))
      throw new ConfigurationError(`--table ${option.table}: found ${key} twice, expected it once`);
    mapped.push(one);
  }
  // A Kinesis data stream of a table that only an expression names is as good as telling the table.
  for (const name of kinesis)
    if (!mapped.some((one) => one.name === name)) mapped.push({ source: sourceFor(name, sources, '--kinesis'), name });
  return sources.flatMap((source) => {
    const ofSource = mapped.filter((one) => one.source === source);
    if (ofSource.length > 0) return ofSource;
    // All tables that an expression was told to be about have sources of their own names.
    if (toldSources.has(source)) return [];
    if (source.table !== undefined && !isExpression(source.table)) return { source, name: source.table };
    throw notTold(source);
  });
}

function mappedTable({ table, resource }: TableOption, sources: readonly Source[]): MappedTable {
  const source = sourceFor(table, sources, '--table');
  const isName = !isExpression(table) && table !== EVERY_TABLE;
  if (isName) return { source, name: table, ...(resource === undefined ? {} : { resource }) };
  if (resource?.startsWith('arn:')) {
    const name = tableOfStream(resource);
    const own = sources.find((one) => one.table === name);
    return name !== undefined && own && hears(source.table, name)
      ? { source: own, name, resource }
      : { source, resource };
  }
  throw new ConfigurationError(
    `--table ${table}: found ${resource === undefined ? 'no ARN' : resource}, expected the ARN of a table's stream: which ` +
      "tables there are cannot be known from this. To define a table, give its name: --table 'Name=LogicalId'",
  );
}

/** A table is mapped once, as is a stream whose table is not known by name. */
function keyOf({ source, name, resource }: MappedTable): string {
  return name ?? `${labelOf(source)}=${resource}`;
}

function tableOfStream(text: string): string | undefined {
  const arn = parseArn(text);
  return arn?.service === 'dynamodb' ? arn.resource.split('/')[1] : undefined;
}

function sourceFor(table: string, sources: readonly Source[], option: string): Source {
  const source =
    sources.find((one) => (one.table ?? EVERY_TABLE) === table) ??
    (isExpression(table) ? undefined : sourceOf(table, sources));
  if (source) return source;
  throw new ConfigurationError(
    `${option} ${table}: found no handler that hears this table, expected one of ${sources.map(labelOf).join(', ')}`,
  );
}

function notTold(source: Source): ConfigurationError {
  const what =
    source.table === undefined
      ? 'found handlers that hear every table (no @Table names one)'
      : `found handlers that hear the tables ${source.table}`;
  const label = labelOf(source);
  return new ConfigurationError(
    `${what}, expected to be told which tables there are: --table '${label}=<stream ARN>' for each one that exists, or ` +
      "--table 'Name=LogicalId' for one that the template is to define",
  );
}

export function labelOf({ table }: Source): string {
  return table ?? EVERY_TABLE;
}
