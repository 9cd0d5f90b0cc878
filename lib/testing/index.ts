export { type PipedKinesisRecord, pipesEvent, streamEvent } from './events.js';
export { kinesisEvent } from './kinesis.js';
export { type LambdaContextOptions, lambdaContext } from './lambda-context.js';
export type { RecordOptions } from './options.js';
export type { DeliveredChange, DeliveredRecord } from './record.js';
export { expire, insert, modify, remove } from './records.js';
export type { Faults } from './simulation/faults.js';
export { type SimulateOptions, simulate } from './simulation/simulate.js';
export type { SimulatedInvocation, Simulation } from './simulation/simulation.js';
