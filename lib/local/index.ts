export type { EngineName } from './engine.js';
export { type FollowStreamOptions, followStream, type StreamFollower } from './follow-stream.js';
export type { StreamHandler } from './invoke.js';
export {
  type LocalClientConfig,
  type LocalDynamoDB,
  type StartDynamoDBOptions,
  startDynamoDB,
} from './start-dynamodb.js';
