import { Construct, type IConstruct } from 'constructs';
import { ConfigurationError, found, isObject } from '../errors.js';

const EXPECTED = 'a Table, a TableV2, an imported table, or the Kinesis Stream that gets its changes';

/** Refuses what no type checker has looked at, before the build takes its time. @throws ConfigurationError */
export function checkTables(tables: unknown, scope: IConstruct): void {
  if (!isObject(tables))
    throw new ConfigurationError(
      `${scope.node.path}: tables: found ${found(tables)}, expected an object such as { Orders: table }, with ${EXPECTED}`,
    );
  for (const [name, value] of Object.entries(tables)) {
    if (isObject(value) && ['tableArn', 'streamArn', 'streamConsumerArn'].some((name) => name in value)) continue;
    const what = Construct.isConstruct(value) ? `the construct ${value.constructor.name}` : found(value);
    throw new ConfigurationError(`${scope.node.path}: tables.${name}: found ${what}, expected ${EXPECTED}`);
  }
}
