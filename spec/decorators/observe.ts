import type { DynamoDBRecord } from 'aws-lambda';
import { expect } from 'chai';
import { type BootstrapOptions, bootstrap, ConfigurationError, type Handlers, type Logger } from '../../lib/index.js';
import { streamEvent } from '../../lib/testing/index.js';

export const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** The ids of the handlers that ran, for each record in turn. Fails where a handler failed. */
export async function ranFor(
  handlers: Handlers | readonly Handlers[],
  records: readonly DynamoDBRecord[],
  options: BootstrapOptions = {},
): Promise<string[][]> {
  const { results, failures } = await bootstrap(handlers, options).dispatch(streamEvent(...records));
  expect(failures.flatMap(({ errors }) => errors.map(String))).to.deep.equal([]);
  return records.map(({ eventID }) => results.filter((result) => result.eventID === eventID).map((r) => r.handler));
}

/** What the handlers returned for a record, in the order in which they ran. */
export async function valuesFor(
  handlers: Handlers | readonly Handlers[],
  record: DynamoDBRecord,
  options: BootstrapOptions = {},
): Promise<unknown[]> {
  const { results, failures } = await bootstrap(handlers, options).dispatch(streamEvent(record));
  expect(failures.flatMap(({ errors }) => errors.map(String))).to.deep.equal([]);
  return results.map(({ value }) => value);
}

/** What the handlers failed with for a record. */
export async function causesFor(
  handlers: Handlers | readonly Handlers[],
  record: DynamoDBRecord,
  options: BootstrapOptions = {},
): Promise<unknown[]> {
  const quiet = bootstrap(handlers, { logger: SILENT, ...options });
  const { failures } = await quiet.dispatch(streamEvent(record));
  return failures.flatMap(({ errors }) => errors.map(({ cause }) => cause));
}

/** The message of the ConfigurationError that this throws. Each says what was found and what was expected. */
export function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.name).to.equal('ConfigurationError');
    expect(error.message).to.match(/found .+, expected \S/i);
    return error.message;
  }
  throw new Error('Nothing was thrown, expected a ConfigurationError');
}
