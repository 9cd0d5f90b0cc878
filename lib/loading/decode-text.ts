/**
 * The text of a file, without the byte order mark that editors and shells of Windows begin it with. The mark also tells
 * UTF-16, which PowerShell's `>` writes, from UTF-8.
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
