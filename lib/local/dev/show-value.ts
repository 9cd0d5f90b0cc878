/** JSON of values that items have and JSON does not: numbers of many digits, sets, bytes. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return String(inner);
    if (inner instanceof Set) return [...inner];
    if (inner instanceof Uint8Array) return Buffer.from(inner).toString('base64');
    return inner;
  });
}

/** A value on part of a line. */
export function showValue(value: unknown, longest = 60): string {
  const text = value === undefined ? 'none' : jsonText(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
