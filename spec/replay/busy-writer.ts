import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../random.js';
import { type Item, keyOfOrder, type Shop } from './shop.js';

/** What an order is after what the writer did to it; `undefined` once it is deleted. */
interface Written {
  count: number;
  status: string | undefined;
}

/** Another program, which changes and deletes random items, one after the other, and knows what it wrote. Its choices come from SEED. */
export class BusyWriter {
  readonly written = new Map<number, Written | undefined>();
  writes = 0;
  private deleted = 0;
  private readonly random = seededRandom();
  private readonly waiting: (() => void)[] = [];
  private isOver = false;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly shop: Shop,
    private readonly table: string,
    private readonly items: number,
    /** `replace` puts whole items, without a revision. */
    private readonly acts: readonly ('count' | 'replace' | 'delete')[],
  ) {}

  start(): this {
    this.work = this.run();
    return this;
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.work;
  }

  /** Waits for its next write. */
  nextWrite(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Where the table is not as it was left: lost writes, and items that came back. */
  async differences(): Promise<string[]> {
    const items = await this.shop.items(this.table);
    return [...this.written].flatMap(([number, written]) => {
      const item = items.get(number);
      if (written === undefined) return item === undefined ? [] : [`${number} came back`];
      if (item === undefined) return [`${number} is gone`];
      const isKept =
        Number(item.count?.N ?? 0) === written.count &&
        (written.status === undefined || item.status?.S === written.status);
      return isKept ? [] : [`${number} lost a write: ${JSON.stringify({ item, written })}`];
    });
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      const number = Math.floor(this.random() * this.items);
      const chosen = this.acts[Math.floor(this.random() * this.acts.length)] ?? 'count';
      // Most are to be there at the end, however long it takes.
      const act = chosen === 'delete' && this.deleted++ >= this.items / 5 ? 'count' : chosen;
      const before = this.written.has(number) ? this.written.get(number) : { count: 0, status: undefined };
      // What is deleted stays so: whoever finds it again has brought it back.
      if (before !== undefined) this.written.set(number, await this.write(act, keyOfOrder(number), before));
      this.writes++;
      for (const tell of this.waiting.splice(0)) tell();
      await pause(1);
    }
  }

  private async write(act: string, Key: Item, { count, status }: Written): Promise<Written | undefined> {
    const { client } = this.shop;
    if (act === 'delete') {
      await client.deleteItem({ TableName: this.table, Key });
      return undefined;
    }
    if (act === 'replace') {
      const text = `replaced ${this.writes}`;
      await client.putItem({
        TableName: this.table,
        Item: { ...Key, count: { N: `${count + 1}` }, status: { S: text } },
      });
      return { count: count + 1, status: text };
    }
    await client.updateItem({
      TableName: this.table,
      Key,
      UpdateExpression: 'ADD #count :one',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    return { count: count + 1, status };
  }
}
