import { IdempotencyItemAlreadyExistsError, IdempotencyItemNotFoundError } from '@aws-lambda-powertools/idempotency';
import { BasePersistenceLayer, type IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';

/** A persistence layer of Powertools over a map, which may be that of an earlier process. */
export class MemoryLayer extends BasePersistenceLayer {
  constructor(readonly claims = new Map<string, IdempotencyRecord>()) {
    super();
  }

  protected async _putRecord(record: IdempotencyRecord): Promise<void> {
    const existing = this.claims.get(record.idempotencyKey);
    if (existing !== undefined) throw new IdempotencyItemAlreadyExistsError('exists', existing);
    this.claims.set(record.idempotencyKey, record);
  }

  protected async _getRecord(idempotencyKey: string): Promise<IdempotencyRecord> {
    const record = this.claims.get(idempotencyKey);
    if (record === undefined) throw new IdempotencyItemNotFoundError('not found');
    return record;
  }

  protected async _updateRecord(record: IdempotencyRecord): Promise<void> {
    this.claims.set(record.idempotencyKey, record);
  }

  protected async _deleteRecord({ idempotencyKey }: IdempotencyRecord): Promise<void> {
    this.claims.delete(idempotencyKey);
  }
}
