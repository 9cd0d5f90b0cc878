/** The pattern for a mapping of a Kinesis data stream, where filters find DynamoDB's record in `data`, decoded. */
export function inData(pattern: string): string {
  // A filter of one's own may be about `data` already.
  return Object.hasOwn(Object(JSON.parse(pattern)), 'data') ? pattern : wrapped(pattern);
}

/** By how many characters that makes a pattern longer. */
export const IN_DATA_LENGTH = wrapped('').length;

function wrapped(pattern: string): string {
  return `{"data":${pattern}}`;
}
