/** The bytes that base64 text stands for; `undefined` where the text is not base64. */
export function decodeBinary(text: string): Uint8Array | undefined {
  const buffer = Buffer.from(text, 'base64');
  // Node passes over characters that are not base64, and stops at what lacks its padding. Copied into an array of its
  // own: Buffer's small allocations share a pool, and would expose each other's bytes.
  return buffer.toString('base64') === text ? new Uint8Array(buffer) : undefined;
}
