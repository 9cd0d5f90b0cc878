import { styleText } from 'node:util';
import { visible } from './visible.js';

export type Style = Parameters<typeof styleText>[0];

/** Text in a colour. */
export interface StyledText {
  readonly text: string;
  readonly style: Style;
}

/**
 * One line for people. Whatever its texts hold, it is one line on the terminal, and no text can move the cursor or
 * change a colour: `renderLine` escapes every text, and applies the styles afterwards.
 *
 * ```ts
 * const line: Line = [styled('red', 'failed'), ` ${handler} on event ${eventID}`];
 * ```
 */
export type Line = string | readonly (string | StyledText)[];

export function styled(style: Style, text: string): StyledText {
  return { style, text };
}

/** A line as it is written, without its end. */
export function renderLine(line: Line, inColour: boolean): string {
  const parts = typeof line === 'string' ? [line] : line;
  return parts.map((part) => renderPart(part, inColour)).join('');
}

function renderPart(part: string | StyledText, inColour: boolean): string {
  if (typeof part === 'string') return visible(part);
  const text = visible(part.text);
  // Not for the stream that the process has: which one is written to is known to the caller.
  return inColour && text !== '' ? styleText(part.style, text, { validateStream: false }) : text;
}

/** The lines of a text that has several on purpose, such as a stack or a help text. */
export function linesOf(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}
