import { sourceOf } from '../../event-source/heard-table.js';
import type { Source } from '../../event-source/sources.js';
import type { DeployedMapping } from './deployed.js';
import { parseStreamArn, type StreamName } from './stream-arn.js';

/** A mapping of a stream, and what the handlers need of it. */
export interface Pair {
  readonly mapping: DeployedMapping;
  readonly stream: StreamName;
  readonly source: Source;
}

export interface UnclearMapping {
  readonly mapping: DeployedMapping;
  readonly stream: string;
  readonly candidates: readonly Source[];
}

export interface Pairing {
  readonly pairs: readonly Pair[];
  /** Mappings that bring what no handler hears. */
  readonly unheard: readonly DeployedMapping[];
  /** Mappings of Kinesis streams of which it cannot be known whose tables they carry. */
  readonly unclear: readonly UnclearMapping[];
  /** Sources without a mapping, and without one that may be theirs. */
  readonly unmapped: readonly Source[];
}

/** Finds for each mapping the source that it is deployed for, by the name of the table in the stream's ARN. */
export function pairMappings(sources: readonly Source[], mappings: readonly DeployedMapping[]): Pairing {
  const pairs: Pair[] = [];
  const unheard: DeployedMapping[] = [];
  const ofKinesis: { mapping: DeployedMapping; stream: string }[] = [];
  for (const mapping of mappings) {
    const stream = parseStreamArn(mapping.EventSourceArn);
    if (stream?.kind === 'kinesis') {
      ofKinesis.push({ mapping, stream: stream.stream });
      continue;
    }
    const source = stream && sourceOf(stream.table, sources);
    if (stream && source) pairs.push({ mapping, stream, source });
    else unheard.push(mapping);
  }
  const left = sources.filter((source) => !pairs.some((pair) => pair.source === source));
  // The ARN of a Kinesis stream names no table.
  const [only, ...others] = left;
  if (ofKinesis.length === 0 || sources.length === 0)
    return { pairs, unheard: [...unheard, ...ofKinesis.map(({ mapping }) => mapping)], unclear: [], unmapped: left };
  if (only === undefined || others.length > 0) {
    const candidates = only === undefined ? sources : left;
    return { pairs, unheard, unclear: ofKinesis.map((one) => ({ ...one, candidates })), unmapped: [] };
  }
  const carried = ofKinesis.map(({ mapping, stream }): Pair => {
    return { mapping, stream: { kind: 'kinesis', stream }, source: only };
  });
  return { pairs: [...pairs, ...carried], unheard, unclear: [], unmapped: [] };
}
