import { EventSourceMapping, type IEventSourceDlq, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Names, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { checkPatterns, mappingPatterns } from '../event-source/mapping-patterns.js';
import type { HeardStream } from './heard-streams.js';
import { mappingOptions } from './mapping-options.js';
import { grantStreamRead, streamArnOf } from './stream-access.js';
import { serviceOf } from './table-or-stream.js';

/** Makes the event source mappings of a function, and allows it to read their streams. @throws ConfigurationError */
export function mapStreams(
  heard: readonly HeardStream[],
  target: LambdaFunction,
  onFailure: IEventSourceDlq,
  scope: IConstruct,
): Record<string, EventSourceMapping> {
  const mappings = heard.map((each): [string, EventSourceMapping] => {
    const { name, stream, source } = each;
    // Ids hold no references to what is yet to be deployed.
    const id = Token.isUnresolved(name) ? Names.nodeUniqueId(stream.node) : name;
    const patterns = mappingPatterns(source, serviceOf(stream));
    checkPatterns(patterns, `tables.${name}`);
    const mapping = new EventSourceMapping(target, `EventSource:${id}`, {
      target,
      eventSourceArn: streamArnOf(each, scope),
      ...(patterns.length > 0 && { filters: patterns.map((pattern) => ({ pattern })) }),
      onFailure,
      ...mappingOptions(source.eventSource),
    });
    grantStreamRead(stream, target);
    return [name, mapping];
  });
  return Object.fromEntries(mappings);
}
