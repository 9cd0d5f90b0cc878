/** Neither XML nor a line of a diagram can hold them, or they would change how what stands beside them is read. */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\uFFFE\uFFFF]/gu;

/** Text that can be drawn: control characters and halves of surrogate pairs as their numbers, as JavaScript writes them. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
