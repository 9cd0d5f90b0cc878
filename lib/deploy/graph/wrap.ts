/** Lines of at most so many columns, broken between words where that is possible. */
export function wrap(text: string, longest = 44): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<= )/)) {
    if (line !== '' && columns(line + word.trimEnd()) > longest) {
      lines.push(line.trimEnd());
      line = '';
    }
    for (const character of word) {
      if (columns(line + character) > longest && character !== ' ') {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return [...lines, line.trimEnd()];
}

/** East Asian characters and pictures are as wide as two others. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** How wide a text is where every character has the same width. */
export function columns(text: string): number {
  let count = 0;
  for (const character of text) count += WIDE.test(character) ? 2 : 1;
  return count;
}
