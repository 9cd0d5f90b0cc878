/** The bytes that base64 text stands for; `undefined` where the text is not base64. */
export function decodeBinary(text: string): Uint8Array | undefined {
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  const length = (text.length / 4) * 3 - padding;
  if (!Number.isInteger(length)) return undefined;
  // An array of its own: Buffer's small allocations share a pool, and would expose each other's bytes.
  const bytes = new Uint8Array(length);
  // Node passes over characters that are not base64, so bad text shows as missing bytes.
  return Buffer.from(bytes.buffer).write(text, 'base64') === length ? bytes : undefined;
}
