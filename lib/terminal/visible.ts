/**
 * Characters that nobody sees, but that change how a terminal or a person reads what stands beside them: control
 * characters, ends of lines, controls of the writing direction, and other format characters. The two joiners are left
 * out, since scripts and emoji need them.
 */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]|(?![\u200C\u200D])\p{Cf}/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text that stays on its line and shows all that is in it: invisible characters are written as JavaScript writes them,
 * such as `\n` or `\u{1b}`.
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => SHORT[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** JSON with invisible characters as escapes. Line ends and tabs between its values stay. */
export function visibleJson(json: string): string {
  return json.replace(INVISIBLE, (character) => {
    if (character in SHORT) return character;
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}
