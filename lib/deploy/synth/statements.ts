import {
  CONSUME_ACTIONS,
  CONSUMED_STREAM_ACTIONS,
  destinationAccess,
  LIST_ACTIONS,
  READ_ACTIONS,
  SEND_ACTIONS,
} from '../../event-source/stream-access.js';
import type { Mapping, Reference, Statement } from './deployment.js';

const STREAMS = { dynamodb: 'stream', kinesis: 'Kinesis data stream' } as const;

/** The least that the function needs to be invoked with records, to log, and to tell of discarded batches. */
export function statementsFor(mappings: readonly Mapping[], logGroup: Reference): Statement[] {
  return [
    {
      note: 'To write its own log.',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup],
    },
    ...(['dynamodb', 'kinesis'] as const).flatMap((service) => readStatements(service, mappings)),
    ...consumerStatements(mappings),
    ...distinct(mappings.map(({ destination }) => destination)).flatMap(failureStatements),
  ];
}

function readStatements(service: keyof typeof STREAMS, mappings: readonly Mapping[]): Statement[] {
  const resources = distinct(
    mappings.flatMap(({ stream }) => (stream.service === service && !stream.consumer ? [stream.arn] : [])),
  );
  if (resources.length === 0) return [];
  const read = { note: `To read the ${STREAMS[service]}.`, actions: READ_ACTIONS[service], resources };
  const actions = LIST_ACTIONS[service];
  if (actions.length === 0) return [read];
  return [read, { note: 'AWS does not let it be limited to a stream.', actions, resources: [{ arn: '*' }] }];
}

/** Of those streams that are read as a consumer. */
function consumerStatements(mappings: readonly Mapping[]): Statement[] {
  const consumed = mappings.flatMap(({ stream: { arn, consumer } }) => (consumer ? [{ arn, consumer }] : []));
  if (consumed.length === 0) return [];
  return [
    {
      note: `To read the ${STREAMS.kinesis}, as a consumer.`,
      actions: CONSUMED_STREAM_ACTIONS,
      resources: distinct(consumed.map(({ arn }) => arn)),
    },
    {
      note: 'To be the consumer.',
      actions: CONSUME_ACTIONS,
      resources: distinct(consumed.map(({ consumer }) => consumer)),
    },
  ];
}

function failureStatements(destination: Reference): Statement[] {
  const note = 'To tell of batches that were given up.';
  if (!('arn' in destination)) return [{ note, actions: SEND_ACTIONS, resources: [destination] }];
  return destinationAccess(destination.arn).map(({ actions, resource }) => {
    return { note, actions, resources: [{ arn: resource }] };
  });
}

function distinct(references: readonly Reference[]): Reference[] {
  return [...new Map(references.map((one) => [JSON.stringify(one), one])).values()];
}
