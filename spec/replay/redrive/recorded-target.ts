import type { DeliveredRecord, DeliveryResult } from '../../../lib/replay/index.js';
import { openElement } from '../../../lib/sources/open.js';

/** Takes records, and fails those of the items that it is told to. */
export class RecordedTarget {
  /** The deliveries, each by the keys of its items. */
  readonly deliveries: string[][] = [];
  readonly records: DeliveredRecord[] = [];
  readonly broken = new Set<string>();
  /** Runs before each delivery. */
  before: () => unknown = () => undefined;

  async deliver(records: readonly DeliveredRecord[]): Promise<DeliveryResult> {
    await this.before();
    const keys = records.map((record) => openElement(record).dynamodb?.Keys?.pk?.S ?? '');
    this.deliveries.push(keys);
    this.records.push(...records);
    const failures = records
      .filter((_, position) => this.broken.has(keys[position] ?? ''))
      .map(({ eventID }) => ({ eventID, reason: 'Orders.confirm: Error: no mail today' }));
    return { handled: records.length - failures.length, failures };
  }
}
