import { Writable } from 'node:stream';

/** A line of the terminal that is written over again and again, below whatever else is written meanwhile. */
export interface LastLine {
  /** Where it is drawn. */
  readonly stream: NodeJS.WritableStream;
  /** Lets other text be written as before. */
  close(): void;
}

const ESCAPE = '\u001b';
const ERASE = `\r${ESCAPE}[K`;

/** Goes back to where the line was first, which other text may be by now. */
const MOVES = [`${ESCAPE}7`, `${ESCAPE}8`];

/** Keeps the last line of the terminal that the standard output is. */
export function lastLine(): LastLine {
  const { stdout, stderr } = process;
  const draw = stdout.write.bind(stdout);
  let isDrawn = false;
  let isBegun = false;

  const stream = new Writable({
    decodeStrings: false,
    write(text, _, done) {
      if (!MOVES.includes(text)) {
        if (isBegun) draw('\n');
        isBegun = false;
        isDrawn = !text.endsWith('\n');
        draw(text);
      }
      done();
    },
  });

  const streams = [stdout, stderr].filter(({ isTTY }) => isTTY);
  const writes = streams.map(({ write }) => write);
  for (const other of streams)
    other.write = new Proxy(other.write, {
      apply(write, self, parts) {
        if (isDrawn) draw(ERASE);
        isDrawn = false;
        isBegun = leavesLineBegun(parts[0]) ?? isBegun;
        return Reflect.apply(write, self, parts);
      },
    });

  return {
    stream: Object.assign(stream, { isTTY: true, columns: stdout.columns }),
    close() {
      for (const [position, other] of streams.entries()) other.write = writes[position] ?? other.write;
    },
  };
}

/** Whether a line is without its end after this was written; `undefined` where nothing was. */
function leavesLineBegun(written: unknown): boolean | undefined {
  const text = written instanceof Uint8Array ? Buffer.from(written).toString('latin1') : String(written);
  return text === '' ? undefined : !text.endsWith('\n');
}
