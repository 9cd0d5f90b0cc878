import type { Flow } from './flow.js';
import { columns, wrap } from './wrap.js';

/** Where everything stands, in pixels. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
  readonly headings: readonly { readonly text: string; readonly x: number }[];
}

export interface Box {
  readonly kind: 'table' | 'filter' | 'handler';
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Edge {
  readonly from: Box;
  readonly to: Box;
  readonly isDashed: boolean;
}

/** A monospaced font of 13 pixels: nobody has to know the reader's fonts to know the width of a text. */
export const CHARACTER = 7.85;
export const LINE = 18;
export const PADDING = 12;
export const MARGIN = 20;
const HEADING = 30;
const COLUMN_GAP = 72;
const ROW_GAP = 16;
const TABLE_GAP = 36;

/** Three columns: tables, what passes, handlers. Each table is beside what passes from it, each handler what it hears. */
export function layOut({ tables, handlers }: Flow): Layout {
  const tops = { table: MARGIN + HEADING, filter: MARGIN + HEADING, handler: MARGIN + HEADING };
  const texts = {
    table: tables.map(({ name, viewType }) => [name, viewType].flatMap((line) => wrap(line))),
    filter: tables.map(({ filters }) => filters.map(({ phrases }) => phrases.flatMap((phrase) => wrap(phrase)))),
    handler: handlers.map((id) => wrap(id)),
  };
  const widths = {
    table: widthOf(texts.table, 'table'),
    filter: widthOf(texts.filter.flat(), 'lets through'),
    handler: widthOf(texts.handler, 'handler'),
  };
  const lefts = {
    table: MARGIN,
    filter: MARGIN + widths.table + COLUMN_GAP,
    handler: MARGIN + widths.table + widths.filter + 2 * COLUMN_GAP,
  };

  /** The next box of a column, with its middle there, unless those above it need the place. */
  function place(kind: Box['kind'], lines: readonly string[], middle = 0): Box {
    const height = lines.length * LINE + 2 * PADDING - 4;
    const y = Math.max(tops[kind], middle - height / 2);
    tops[kind] = y + height + ROW_GAP;
    return { kind, lines, x: lefts[kind], y, width: widths[kind], height };
  }

  const ofTables = tables.map((table, index) => {
    const filters = table.filters.map((filter, at) => ({
      filter,
      box: place('filter', texts.filter[index]?.[at] ?? []),
    }));
    const box = place('table', texts.table[index] ?? [], middleOf(filters.map((one) => one.box)));
    // What belongs to one table stands apart from the next.
    tops.filter = Math.max(tops.filter, box.y + box.height + ROW_GAP) + TABLE_GAP - ROW_GAP;
    return { box, filters };
  });
  const allFilters = ofTables.flatMap(({ filters }) => filters);
  // By what they hear, so that few arrows cross.
  const heardBy = handlers.map((id, index) => {
    const heard = allFilters.filter(({ filter }) => filter.handlers.includes(id)).map(({ box }) => box);
    return { lines: texts.handler[index] ?? [], heard, middle: middleOf(heard) };
  });
  heardBy.sort((one, other) => one.middle - other.middle);
  const ofHandlers = heardBy.map(({ lines, heard, middle }) => ({ heard, box: place('handler', lines, middle) }));
  const boxes = [...ofTables, ...allFilters, ...ofHandlers].map(({ box }) => box);
  return {
    width: lefts.handler + widths.handler + MARGIN,
    height: Math.max(MARGIN + HEADING, ...boxes.map(({ y, height }) => y + height)) + MARGIN,
    boxes,
    edges: [
      ...ofTables.flatMap(({ box: from, filters }) =>
        filters.map(({ filter, box: to }) => ({ from, to, isDashed: filter.isWidened })),
      ),
      ...ofHandlers.flatMap(({ heard, box: to }) => heard.map((from) => ({ from, to, isDashed: false }))),
    ],
    headings: [
      { text: 'table', x: lefts.table },
      { text: 'lets through', x: lefts.filter },
      { text: 'handler', x: lefts.handler },
    ],
  };
}

function middleOf(boxes: readonly Box[]): number {
  const [first, last] = [boxes[0], boxes.at(-1)];
  return first && last ? (first.y + last.y + last.height) / 2 : 0;
}

function widthOf(texts: readonly (readonly string[])[], heading: string): number {
  return Math.ceil(Math.max(...[[heading], ...texts].flat().map(columns)) * CHARACTER) + 2 * PADDING;
}
