export {
  isReplayed,
  type ReplayedChange,
  type ReplayedStream,
  replayRecord,
  replayStreamArn,
} from './records/replay-record.js';
export { type LambdaTargetOptions, lambdaTarget } from './target/lambda-target.js';
export { localTarget } from './target/local-target.js';
export type { DeliveredRecord, DeliveryFailure, DeliveryResult, ReplayTarget } from './target/target.js';
