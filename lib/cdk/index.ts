export { StreamFunction } from './stream-function.js';
export type { StreamFunctionProps } from './stream-function-props.js';
