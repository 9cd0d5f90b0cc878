import type { Source } from '../../event-source/sources.js';
import { carries } from '../../event-source/view-type.js';
import type { DeployedMapping, DeployedStream, DeployedTable } from './deployed.js';
import type { Difference } from './finding.js';

/** Whether the mapping reads a stream that the table writes to, and that carries what the handlers read. */
export function diagnoseTable(table: DeployedTable | null, mapping: DeployedMapping, source: Source): Difference[] {
  const { viewType } = source;
  if (table === null)
    return [
      {
        severity: 'loses data',
        check: 'stream',
        deployed: 'there is no such table',
        needed: `its stream, with ${viewType}`,
        advice: 'Create the table, and a mapping of its stream; delete this one.',
      },
    ];
  const { LatestStreamArn, StreamSpecification } = table;
  if (StreamSpecification?.StreamEnabled !== true)
    return [
      {
        severity: 'loses data',
        check: 'stream',
        deployed: 'off',
        needed: `a stream with ${viewType}`,
        advice: 'Turn it on: that makes a new stream, which needs a new mapping.',
      },
    ];
  if (LatestStreamArn != null && LatestStreamArn !== mapping.EventSourceArn)
    return [
      {
        severity: 'loses data',
        check: 'stream',
        deployed: `an old one, ${mapping.EventSourceArn}`,
        needed: `the table's latest, ${LatestStreamArn}`,
        advice:
          'Create a mapping of the latest stream from TRIM_HORIZON on; delete this one when it has read its rest.',
      },
    ];
  return diagnoseViewType(StreamSpecification.StreamViewType, source);
}

/** What can be said of a stream whose table could not be read, as one of another account. */
export function diagnoseStream(stream: DeployedStream | null, source: Source): Difference[] {
  const { viewType } = source;
  if (stream === null || stream.StreamStatus === 'DISABLED')
    return [
      {
        severity: 'loses data',
        check: 'stream',
        deployed: stream === null ? 'there is no such stream' : 'off',
        needed: `a stream with ${viewType}`,
        advice: "Create a mapping of the table's latest stream; delete this one when it has read its rest.",
      },
    ];
  return diagnoseViewType(stream.StreamViewType, source);
}

function diagnoseViewType(deployed: string | undefined, { viewType }: Source): Difference[] {
  if (!deployed || carries(deployed, viewType)) return [];
  return [
    {
      severity: 'loses data',
      check: 'view type',
      deployed,
      needed: viewType,
      advice:
        'Handlers fail on the images that are missing. A view type cannot be changed: turn the stream off and on anew.',
    },
  ];
}
