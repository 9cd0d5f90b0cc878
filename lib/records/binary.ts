/** The bytes of a wire binary; `undefined` where the text is not base64. */
export function decodeBinary(value: string | Uint8Array): Uint8Array | undefined {
  if (typeof value !== 'string') return value;
  if (value.length % 4 !== 0) return undefined;
  const padding = value.endsWith('==') ? 2 : value.endsWith('=') ? 1 : 0;
  // A plain array of its own: Buffer's small allocations share a pool, and would expose each other's bytes.
  const bytes = new Uint8Array((value.length / 4) * 3 - padding);
  // Node passes over characters that are not base64, so bad text shows as missing bytes.
  return Buffer.from(bytes.buffer).write(value, 'base64') === bytes.length ? bytes : undefined;
}
