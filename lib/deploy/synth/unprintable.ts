/** What JSON leaves as it is, though readers of templates take it for the end of a line, or refuse it. */
const UNPRINTABLE = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;

export function isUnprintable(text: string): boolean {
  return text.search(UNPRINTABLE) >= 0;
}

/** The text with these characters as escapes, which strings in double quotes have in JSON, HCL and YAML alike. */
export function escapeUnprintable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
