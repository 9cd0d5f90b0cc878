export { type LoadedManifest, loadManifest } from '../loading/load-manifest.js';
export { type BuildFunctionOptions, type BuiltFunction, buildFunction } from './build/build-function.js';
export type { Content } from './build/contents.js';
export { drawGraph, type GraphFormat } from './graph/draw-graph.js';
