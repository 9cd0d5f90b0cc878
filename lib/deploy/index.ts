export { type LoadedManifest, loadManifest } from '../loading/load-manifest.js';
export { type BuildFunctionOptions, type BuiltFunction, buildFunction } from './build/build-function.js';
export type { Content } from './build/contents.js';
export type {
  Deployed,
  DeployedFunction,
  DeployedMapping,
  DeployedStream,
  DeployedTable,
  Unread,
} from './doctor/deployed.js';
export { type DiagnoseOptions, diagnose } from './doctor/diagnose.js';
export type { Check, Finding, Severity } from './doctor/finding.js';
export { type ReadDeployedOptions, readDeployed } from './doctor/read-deployed.js';
export { drawGraph, type GraphFormat } from './graph/draw-graph.js';
export type { Format } from './synth/format.js';
export type { SynthOptions, TableOption } from './synth/options.js';
export { type Synthesized, synthesize } from './synth/synthesize.js';
