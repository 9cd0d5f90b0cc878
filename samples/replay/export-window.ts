/**
 * Plays the part of DynamoDB's export to S3, which no engine on this machine has: the folder is what this leaves in a
 * bucket, `aws dynamodb export-table-to-point-in-time --export-type INCREMENTAL_EXPORT …`, but that AWS's windows are 15
 * minutes to 24 hours long.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { AttributeValue, DynamoDBRecord, StreamRecord } from 'aws-lambda';
import { followStream, type LocalDynamoDB } from 'onstream/local';

export interface ExportWindow {
  /** Ends the window, and writes the export of it. */
  export(folder: string): Promise<void>;
}

/** Begins the window: what changes in the table from now on is in the export. */
export async function openWindow(dynamodb: LocalDynamoDB, table: string): Promise<ExportWindow> {
  // Streams tell the time of a record in seconds.
  const from = new Date(Math.floor(Date.now() / 1000) * 1000);
  const records: DynamoDBRecord[] = [];
  const follower = await followStream(async ({ Records }) => void records.push(...Records), {
    dynamodb,
    table,
    eventSource: { startingPosition: 'LATEST' },
  });
  return {
    async export(folder) {
      await follower.caughtUp();
      await follower.stop();
      const tableArn = follower.streamArn.replace(/\/stream\/.*$/, '');
      await writeExport(folder, { tableArn, from, to: new Date(), changes: changesOf(records) });
    },
  };
}

/** A line of an incremental export: what an item was when the window began, and what it was when it ended. */
interface Change {
  Metadata: { WriteTimestampMicros: AttributeValue };
  Keys: StreamRecord['Keys'];
  OldImage: StreamRecord['OldImage'];
  NewImage: StreamRecord['NewImage'];
}

function changesOf(records: readonly DynamoDBRecord[]): Change[] {
  const changes = new Map<string, Change>();
  for (const { dynamodb = {} } of records) {
    const { ApproximateCreationDateTime: seconds = 0, Keys, OldImage, NewImage } = dynamodb;
    const first = changes.get(JSON.stringify(Keys));
    changes.set(JSON.stringify(Keys), {
      Metadata: { WriteTimestampMicros: { N: String(Math.round(seconds * 1e6)) } },
      Keys,
      OldImage: first ? first.OldImage : OldImage,
      NewImage,
    });
  }
  return [...changes.values()];
}

interface Exported {
  readonly tableArn: string;
  readonly from: Date;
  readonly to: Date;
  readonly changes: readonly Change[];
}

/** As in DynamoDB's guide: "DynamoDB table export output format". */
async function writeExport(folder: string, { tableArn, from, to, changes }: Exported): Promise<void> {
  const id = `${to.getTime()}-${md5(tableArn, 'hex').slice(0, 8)}`;
  const data = gzipSync(linesOf(changes));
  const dataFile = `AWSDynamoDB/data/${md5(data, 'hex').slice(0, 26)}.json.gz`;
  const manifestFiles = `AWSDynamoDB/${id}/manifest-files`;
  const files = linesOf([
    {
      itemCount: changes.length,
      md5Checksum: md5(data, 'base64'),
      etag: `${md5(data, 'hex')}-1`,
      dataFileS3Key: dataFile,
    },
  ]);
  const summary = JSON.stringify({
    version: '2023-08-01',
    exportArn: `${tableArn}/export/${id}`,
    startTime: to,
    endTime: to,
    tableArn,
    tableId: '12345a12-abcd-123a-ab12-1234abc12345',
    exportFromTime: from,
    exportToTime: to,
    s3Bucket: 'exports',
    s3Prefix: null,
    s3SseAlgorithm: 'AES256',
    s3SseKmsKeyId: null,
    manifestFilesS3Key: `${manifestFiles}.json`,
    billedSizeBytes: data.length,
    itemCount: changes.length,
    outputFormat: 'DYNAMODB_JSON',
    outputView: 'NEW_AND_OLD_IMAGES',
    exportType: 'INCREMENTAL_EXPORT',
  });

  await mkdir(join(folder, 'AWSDynamoDB/data'), { recursive: true });
  await mkdir(join(folder, 'AWSDynamoDB', id));
  await writeFile(join(folder, dataFile), data);
  await writeManifest(join(folder, manifestFiles), files);
  await writeManifest(join(folder, 'AWSDynamoDB', id, 'manifest-summary'), summary);
}

async function writeManifest(path: string, text: string): Promise<void> {
  await writeFile(`${path}.json`, text);
  await writeFile(`${path}.checksum`, md5(text, 'base64'));
}

function linesOf(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

function md5(bytes: Buffer | string, encoding: 'base64' | 'hex'): string {
  return createHash('md5').update(bytes).digest(encoding);
}
