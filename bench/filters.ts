import type { DynamoDBStreamEvent } from 'aws-lambda';
import { compileFilterPattern } from 'onstream/local';
import { medians } from './measure.js';
import { report } from './report.js';
import { modifyEvent } from './workload.js';

const RECORDS = 1000;
const PER_SECOND = 1_000_000;

/** Two leaves, and records of which all match: one that does not is decided sooner. */
export async function benchFilters(): Promise<void> {
  const { Records }: DynamoDBStreamEvent = JSON.parse(modifyEvent(RECORDS, 1));
  const matches = compileFilterPattern({
    eventName: ['INSERT', 'MODIFY'],
    dynamodb: { NewImage: { status: { S: ['SHIPPED'] } } },
  });
  let found = 0;
  const { onstream } = await medians(
    {
      onstream: () => {
        found = Records.filter(matches).length;
      },
    },
    40,
  );
  if (found !== RECORDS) throw new Error(`Found ${found} records that match, expected ${RECORDS}.`);
  const perSecond = (RECORDS * 1000) / onstream;
  const measured = `${(perSecond / 1_000_000).toFixed(1)} million/s`;
  report("Lambda's filter patterns, two leaves that match", '1.0 million/s', measured, perSecond >= PER_SECOND);
}
