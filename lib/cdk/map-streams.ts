import { EventSourceMapping, type IEventSourceDlq, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Names, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { ConfigurationError } from '../errors.js';
import { checkPatterns, mappingPatterns } from '../event-source/mapping-patterns.js';
import type { HeardStream } from './heard-streams.js';
import { mappingOptions } from './mapping-options.js';
import { isSameName } from './same-name.js';
import { grantStreamRead, readArnOf, streamArnOf } from './stream-access.js';
import { serviceOf } from './table-or-stream.js';

/** Makes the event source mappings of a function, and allows it to read their streams. @throws ConfigurationError */
export function mapStreams(
  heard: readonly HeardStream[],
  target: LambdaFunction,
  onFailure: IEventSourceDlq,
  scope: IConstruct,
): Record<string, EventSourceMapping> {
  checkStreams(heard, scope);
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

/** AWS takes one mapping of a stream to a function. @throws ConfigurationError */
function checkStreams(heard: readonly HeardStream[], scope: IConstruct): void {
  heard.forEach((one, index) => {
    const arn = readArnOf(one, scope);
    const other = heard.slice(0, index).find((each) => isSameName(readArnOf(each, scope), arn, scope));
    if (other === undefined) return;
    throw new ConfigurationError(
      `${scope.node.path}: tables: found the same stream as ${other.name} and ${one.name}, expected a stream of its own ` +
        'for each: Lambda maps a stream to a function once. Handlers of several tables, whose changes one Kinesis data ' +
        'stream gets, hear them by one regular expression in @Table, or are functions of their own',
    );
  });
}
