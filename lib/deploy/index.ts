export { type LoadedManifest, loadManifest } from '../loading/load-manifest.js';
export { type BuildFunctionOptions, type BuiltFunction, buildFunction } from './build/build-function.js';
export type { Content } from './build/contents.js';
export type { Deployed, DeployedFunction, DeployedMapping, DeployedTable } from './doctor/deployed.js';
export { diagnose } from './doctor/diagnose.js';
export type { Check, Finding, Severity } from './doctor/finding.js';
export { type ReadDeployedOptions, readDeployed } from './doctor/read-deployed.js';
export { drawGraph, type GraphFormat } from './graph/draw-graph.js';
