import { ConfigurationError } from '../errors.js';

/** The AWS clients are optional: only who uses this room needs them, and only what is used of it. */
export function loadDynamoDB() {
  return load('@aws-sdk/client-dynamodb', () => import('@aws-sdk/client-dynamodb'));
}

export function loadDynamoDBStreams() {
  return load('@aws-sdk/client-dynamodb-streams', () => import('@aws-sdk/client-dynamodb-streams'));
}

/** Imports an optional package. @throws ConfigurationError, which names what to install, where it is missing */
export async function load<T>(name: string, importIt: () => Promise<T>): Promise<T> {
  try {
    return await importIt();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new ConfigurationError(`onstream/local needs ${name}, which is not installed. Run: npm install ${name}`);
  }
}

/** A client that is there and misses one of its own parts is another problem, and told as it is. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  const notFound = error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
  return notFound && error.message.includes(`'${name}'`);
}
