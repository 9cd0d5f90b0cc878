export { type ExportPlan, type PlanExportOptions, type PlannedExport, planExport } from './export/plan-export.js';
export {
  type ExportFailure,
  type ExportProgress,
  type ExportSummary,
  type ReplayExportOptions,
  replayExport,
} from './export/replay-export.js';
export type { Rate } from './rate.js';
export {
  isReplayed,
  type ReplayedChange,
  type ReplayedStream,
  replayRecord,
  replayStreamArn,
} from './records/replay-record.js';
export {
  type RedriveOptions,
  type RedriveOutcome,
  type RedrivePlan,
  type RedriveStatus,
  type RedriveSummary,
  redrive,
} from './redrive/redrive.js';
export type { RunCounts, RunFailure, RunRunOptions, RunSummary } from './run/deliver-items.js';
export { planRun, type ReplayRunOptions, type ReplayRunPlan } from './run/plan-run.js';
export type { KeyQuery, SortKeyCondition } from './selection/key-condition.js';
export type { KeyedBy, ReplayTable } from './selection/replay-table.js';
export type { Selection, SelectionFilter } from './selection/selection.js';
export type { TableLocation } from './table-client.js';
export { type LambdaTargetOptions, lambdaTarget } from './target/lambda-target.js';
export { localTarget } from './target/local-target.js';
export type {
  DeliveredRecord,
  DeliveryFailure,
  DeliveryResult,
  ReplayTarget,
  SelectedTarget,
} from './target/target.js';
export { planTouch, type TouchOptions, type TouchPlan, touch } from './touch/plan-touch.js';
export type { TouchCounts, TouchFailure, TouchProgress, TouchRunOptions, TouchSummary } from './touch/touch-all.js';
