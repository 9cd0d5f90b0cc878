import type { Source } from '../../event-source/sources.js';
import type { Manifest } from '../../manifest.js';
import type { Deployed, DeployedMapping } from './deployed.js';
import { diagnoseFilters } from './diagnose-filters.js';
import { diagnoseFunction } from './diagnose-function.js';
import { diagnoseMapping } from './diagnose-mapping.js';
import { diagnoseStream, diagnoseTable } from './diagnose-table.js';
import { diagnoseUnread } from './diagnose-unread.js';
import type { Difference, Finding } from './finding.js';
import { type Pair, pairMappings } from './pair.js';
import { parseStreamArn } from './stream-arn.js';

export interface DiagnoseOptions {
  /** The time for which it is asked whether AWS still supports the function's runtime. @default now */
  readonly now?: Date;
}

/**
 * Compares what is deployed with what the handlers need, and tells each difference: what would lose data, what is to be
 * looked at, and what is merely worth knowing. Empty where everything is as the code needs it.
 *
 * @example
 * ```ts
 * const findings = diagnose(handler.manifest, await readDeployed({ functionName: 'orders' }));
 * ```
 */
export function diagnose(
  manifest: Manifest,
  deployed: Deployed,
  { now = new Date() }: DiagnoseOptions = {},
): Finding[] {
  const { unread = [], isMissingMappings = false } = deployed;
  const { pairs, unheard, unclear, unmapped } = pairMappings(manifest.sources, deployed.mappings);
  const of = (table: string, differences: readonly Difference[]): Finding[] =>
    differences.map((difference) => ({ ...difference, table }));
  return [
    ...diagnoseFunction(deployed.function, now),
    ...pairs.flatMap((pair) => of(tableOfPair(pair), diagnosePair(pair, deployed))),
    ...unmapped.flatMap(({ table, viewType }) =>
      of(table ?? 'every table', [isMissingMappings ? unknownMapping(viewType) : missingMapping(viewType)]),
    ),
    ...unclear.flatMap(({ mapping, stream, candidates }) =>
      of(`Kinesis stream ${stream}`, [unclearMapping(candidates), ...diagnoseMapping(mapping, manifest.eventSource)]),
    ),
    ...unheard.flatMap((mapping) => of(tableOfMapping(mapping), [unheardMapping(mapping)])),
    ...unread.map(diagnoseUnread),
  ];
}

function diagnosePair({ mapping, stream, source }: Pair, { mappings, tables, streams }: Deployed): Difference[] {
  const table = stream.kind === 'kinesis' ? undefined : tables[stream.tableArn];
  const described = streams?.[mapping.EventSourceArn ?? ''];
  const latest = table?.LatestStreamArn;
  const isLeftOver =
    latest != null && latest !== mapping.EventSourceArn && mappings.some((other) => other.EventSourceArn === latest);
  if (isLeftOver) return [leftOverMapping(mapping, latest)];
  return [
    ...(table === undefined ? [] : diagnoseTable(table, mapping, source)),
    ...(described === undefined ? [] : diagnoseStream(described, source)),
    ...diagnoseFilters(mapping, source, stream.kind),
    ...diagnoseMapping(mapping, source.eventSource),
  ];
}

function tableOfPair({ stream, source }: Pair): string {
  return stream.kind === 'dynamodb' ? stream.table : (source.table ?? `Kinesis stream ${stream.stream}`);
}

export function tableOfMapping({ EventSourceArn }: DeployedMapping): string {
  const stream = parseStreamArn(EventSourceArn);
  if (stream?.kind === 'dynamodb') return stream.table;
  return stream === undefined ? EventSourceArn || 'unknown event source' : `Kinesis stream ${stream.stream}`;
}

function missingMapping(viewType: string): Difference {
  return {
    severity: 'loses data',
    check: 'mapping',
    deployed: 'none',
    needed: `one of its stream, with ${viewType}`,
    advice: 'Deploy one, such as onstream synth writes it. If it is that of an alias: --function name:alias.',
  };
}

function unknownMapping(viewType: string): Difference {
  return {
    severity: 'warning',
    check: 'mapping',
    deployed: 'none that could be listed',
    needed: `one of its stream, with ${viewType}`,
    advice: 'Whether there is one is not known: allow lambda:ListEventSourceMappings, and run this again.',
  };
}

function unclearMapping(candidates: readonly Source[]): Difference {
  return {
    severity: 'warning',
    check: 'mapping',
    deployed: 'a Kinesis stream, whose ARN names no table',
    needed: `mappings of ${candidates.map(({ table }) => table ?? 'every table').join(', ')}`,
    advice: 'Which of them it carries cannot be told, so its filters were not compared: do that by hand.',
  };
}

function unheardMapping({ EventSourceArn }: DeployedMapping): Difference {
  return {
    severity: 'warning',
    check: 'mapping',
    deployed: EventSourceArn || 'of an unknown event source',
    needed: 'no mapping of it',
    advice: 'No handler hears it, so each of its invocations is for nothing: delete it.',
  };
}

function leftOverMapping({ EventSourceArn }: DeployedMapping, latest: string): Difference {
  return {
    severity: 'warning',
    check: 'stream',
    deployed: `an old one, ${EventSourceArn}`,
    needed: `only the table's latest, ${latest}, which another mapping reads`,
    advice: 'Delete this mapping when it has read the rest: at the latest a day after the old stream was turned off.',
  };
}
