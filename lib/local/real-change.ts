import type { DynamoDBRecord } from 'aws-lambda';
import { sameImage } from '../records/equal.js';

/**
 * Whether DynamoDB would have written this record: it writes none for a put that changes nothing, and dynoxide does.
 * Where the view type leaves an image out that cannot be told, and the record stays.
 */
export function isRealChange({ eventName, dynamodb }: DynamoDBRecord): boolean {
  if (eventName !== 'MODIFY') return true;
  const { OldImage: before, NewImage: after } = dynamodb ?? {};
  return before === undefined || after === undefined || !sameImage(before, after);
}
