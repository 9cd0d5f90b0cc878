import type { MappingEvent } from '../mapping/mapping-event.js';
import type { RecordLine } from './record-line.js';

/** Who tells the developer what happens. */
export interface Reporter {
  /** The engine runs and the streams are followed. */
  ready(info: Ready): void;
  note(message: string): void;
  /** What is wrong, and the error whose stack shows where, if there is one. */
  problem(message: string, error?: unknown): void;
  loaded(file: string, isFirst: boolean): void;
  record(line: RecordLine): void;
  /** A handler failed on a record. */
  failure(handler: string, line: RecordLine, error: unknown): void;
  /** A handler failed on a record, and `onError` skipped it. */
  dropped(handler: string, line: RecordLine, error: unknown): void;
  mapping(event: MappingEvent): void;
}

export interface Ready {
  /** Where the local DynamoDB is; absent where a stream of AWS is followed. */
  readonly endpoint: string | undefined;
  readonly engine: string | undefined;
  /** What to set in another shell to write to it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly streams: readonly string[];
}
