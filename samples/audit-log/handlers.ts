/** Logs every change of the table Documents as a line of JSON: a complete Lambda function. */
import { bootstrap, OnAny, type StreamRecord, Table } from 'onstream';
import { auditLine } from './audit-line.js';

@Table('Documents')
class AuditLog {
  @OnAny
  log(record: StreamRecord): void {
    console.log(auditLine(record));
  }
}

/** Deploy this. `onstream synth` reads from it how Lambda is to read the stream. */
export const handler = bootstrap(AuditLog, {
  reportBatchItemFailures: true,
  eventSource: { startingPosition: 'TRIM_HORIZON', batchSize: 10, enabled: true },
});
