/**
 * How many records of a batch are settled by what the function returned: all before the lowest failure it reports. An
 * identifier that names no record of the batch fails the whole batch, as on Lambda.
 */
export function settledCount(batch: readonly { sequenceNumber: string | undefined }[], response: unknown): number {
  if (typeof response !== 'object' || response === null || !('batchItemFailures' in response)) return batch.length;
  const { batchItemFailures: failures } = response;
  if (failures === null || failures === undefined) return batch.length;
  if (!Array.isArray(failures)) return 0;
  const positions = failures.map((failure: unknown) => {
    const named = Object(failure).itemIdentifier;
    return typeof named === 'string' ? batch.findIndex(({ sequenceNumber }) => sequenceNumber === named) : -1;
  });
  return positions.reduce((lowest, position) => Math.min(lowest, Math.max(position, 0)), batch.length);
}
