export { HandlerInProgressError } from './handler-in-progress-error.js';
export { type IdempotentOptions, idempotent } from './idempotent.js';
