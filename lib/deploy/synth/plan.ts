import { ConfigurationError } from '../../errors.js';
import { parseArn } from '../../event-source/arn.js';
import { routesOf } from '../../event-source/heard-table.js';
import type { Manifest, RouteDescription } from '../../manifest.js';
import type { DefinedKinesisStream, DefinedTable, Deployment, Mapping, Reference, Stream } from './deployment.js';
import { filterNotes, filtersOf } from './filters.js';
import { type Ids, idsFor, type Kind } from './names.js';
import type { SynthOptions } from './options.js';
import { statementsFor } from './statements.js';
import { streamOf, streamOfAddress } from './streams.js';
import { labelOf, type MappedTable, mappedTables } from './table-options.js';
import { variablesOf } from './variables.js';
import { viewTypeNotes } from './view-type-notes.js';

/**
 * What a manifest says has to be deployed.
 *
 * @throws ConfigurationError where it cannot be deployed so, or the options do not fit
 */
export function planDeployment(manifest: Manifest, options: SynthOptions): Deployment {
  const { format, name, functionName } = options;
  const ids = idsFor(format);
  const tables: DefinedTable[] = [];
  const kinesisStreams: DefinedKinesisStream[] = [];
  const all = mappedTables(manifest.sources, options);
  // What somebody chose comes first: what is made gives way.
  const definedIds = new Map(all.map((mapped) => [mapped, chosenId(mapped, ids, format)]));
  const own = (kind: Kind) => ids.made(name, kind);
  const functionId = own('Function');
  const roleId = own('Role');
  // The Serverless Framework makes the log group, under an id that follows from the function's.
  const logGroupId = own('LogGroup');
  const needsQueue = manifest.sources.some(({ eventSource }) => eventSource.onFailureDestinationArn === undefined);
  const failureQueue = needsQueue ? { id: own('FailureQueue'), policyId: own('FailureQueuePolicy') } : undefined;

  const define = (tableName: string, mapped: MappedTable): Stream => {
    const id = definedIds.get(mapped) ?? ids.made(tableName, 'Table');
    const { source } = mapped;
    const routes = routesOf(source, manifest.routes);
    const table = { id, name: tableName, viewType: source.viewType, expiryHandlers: expiryHandlers(routes) };
    const notes = viewTypeNotes(routes);
    if (!options.kinesis?.includes(tableName)) {
      tables.push({ ...table, viewTypeNotes: notes });
      return { service: 'dynamodb', arn: { of: 'table', id } };
    }
    const kinesisStreamId = ids.made(tableName, 'KinesisStream');
    kinesisStreams.push({ id: kinesisStreamId, table: tableName });
    tables.push({ ...table, viewTypeNotes: [], kinesisStreamId });
    return { service: 'kinesis', arn: { of: 'kinesisStream', id: kinesisStreamId } };
  };

  const mappings = all.map((mapped): Mapping => {
    const { source } = mapped;
    const label = mapped.name ?? labelOf(source);
    const stream = existingStream(mapped, label, options) ?? define(label, mapped);
    const routes = routesOf(source, manifest.routes);
    const { onFailureDestinationArn: arn } = source.eventSource;
    return {
      id: ids.made(nameForId(mapped), 'Mapping'),
      label,
      stream,
      eventSource: source.eventSource,
      filters: filtersOf(source, routes, stream.service, label),
      filterNotes: filterNotes(source),
      destination: arn === undefined ? { of: 'failureQueue', id: failureQueue?.id ?? '' } : { arn },
    };
  });
  checkStreams(mappings);

  const logGroup: Reference = { of: 'logGroup', id: logGroupId };
  return {
    name,
    ...(functionName === undefined ? {} : { functionName }),
    environment: variablesOf(options, all, tables),
    functionId,
    roleId,
    logGroupId,
    mappings,
    tables,
    kinesisStreams,
    ...(failureQueue === undefined ? {} : { failureQueue }),
    statements: statementsFor(mappings, logGroup),
  };
}

/** The id that `--table` gives a table which the template defines. */
function chosenId({ resource, name }: MappedTable, ids: Ids, format: SynthOptions['format']): string | undefined {
  if (resource === undefined || resource.startsWith('arn:')) return undefined;
  if (format === 'terraform' && streamOfAddress(resource)) return undefined;
  try {
    return ids.chosen(resource, 'Table');
  } catch (error) {
    if (error instanceof ConfigurationError) throw new ConfigurationError(`--table ${name}: ${error.message}`);
    throw error;
  }
}

function expiryHandlers(routes: readonly RouteDescription[]): string[] {
  const ofExpired = routes.filter(({ patterns, tablePatterns }) => [patterns?.by, tablePatterns?.by].includes('ttl'));
  return [...new Set(ofExpired.map(({ id }) => id))];
}

/** The stream of a table that is not defined here. */
function existingStream({ resource, source, name }: MappedTable, label: string, options: SynthOptions) {
  if (resource === undefined) return undefined;
  const stream = resource.startsWith('arn:')
    ? streamOf(resource, name ?? source.table, label)
    : options.format === 'terraform'
      ? streamOfAddress(resource)
      : undefined;
  if (stream && options.kinesis?.includes(label))
    throw new ConfigurationError(
      `--kinesis ${label}: found --table ${label}=${resource} too, expected one of them: the template defines either the ` +
        'table and its Kinesis data stream, or neither',
    );
  return stream;
}

/** A name for the mapping of a table that may be known by its stream alone. */
function nameForId({ name, resource = '' }: MappedTable): string {
  return name ?? parseArn(resource)?.resource.split('/')[1] ?? 'table';
}

/** Two mappings of one stream would hand each record to the function twice. @throws ConfigurationError */
function checkStreams(mappings: readonly Mapping[]): void {
  const labels = new Map<string, string>();
  for (const { stream, label } of mappings) {
    const arn = JSON.stringify(stream.arn);
    const other = labels.get(arn);
    // One Kinesis data stream may carry several tables, and then one mapping with the filters of all of them is needed.
    if (other !== undefined)
      throw new ConfigurationError(
        `--table ${label}: found the stream of ${other} again, expected a stream of its own: the function would get each ` +
          'record twice',
      );
    labels.set(arn, label);
  }
}
