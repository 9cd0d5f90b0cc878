import type { Flow, TableNode } from './flow.js';
import { type Box, CHARACTER, type Edge, LINE, layOut, MARGIN, PADDING } from './layout.js';
import { wrap } from './wrap.js';
import { escapeXml } from './xml.js';

const TITLE = 'Tables, what passes from them, and the handlers that hear it';
const DASHED =
  'Dashed: the filters of Lambda let through more than that, and onstream decides the rest within the function.';

/** The flow as a drawing that needs nothing else: no fonts, no scripts, no network. Follows the reader's light or dark mode. */
export function svgOf(flow: Flow): string {
  const { width, height, boxes, edges, headings } = layOut(flow);
  const notes = notesOf(flow.tables).flatMap((note) => wrap(note, Math.floor((width - 2 * MARGIN) / CHARACTER)));
  const total = height + (notes.length > 0 ? notes.length * LINE + MARGIN / 2 : 0);
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="onstream-graph" width="${width}" height="${total}" ` +
      `viewBox="0 0 ${width} ${total}" role="img" aria-labelledby="onstream-title onstream-desc">`,
    `<title id="onstream-title">${TITLE}</title>`,
    `<desc id="onstream-desc">${escapeXml(sentences(flow))}</desc>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="onstream-tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">' +
      '<path class="tip" d="M0 0L8 4L0 8Z"/></marker></defs>',
    `<rect class="page" width="${width}" height="${total}"/>`,
    ...headings.map(({ text, x }) => textAt(text, x, MARGIN + PADDING, 'quiet')),
    ...edges.map(edge),
    ...boxes.map(box),
    ...notes.map((note, index) => textAt(note, MARGIN, height + index * LINE + PADDING, 'quiet')),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function box({ kind, lines, x, y, width, height }: Box): string {
  const texts = lines.map((line, index) =>
    textAt(line, x + PADDING, y + PADDING + 11 + index * LINE, index === 0 ? 'first' : 'more'),
  );
  return [`<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`, ...texts].join('\n');
}

function textAt(text: string, x: number, y: number, name: string): string {
  return `<text class="${name}" x="${x}" y="${y}">${escapeXml(text)}</text>`;
}

function edge({ from, to, isDashed }: Edge): string {
  const [x, y] = [from.x + from.width, from.y + from.height / 2];
  const [endX, endY] = [to.x, to.y + to.height / 2];
  const bend = (x + endX) / 2;
  const path = `M${x} ${y}C${bend} ${y} ${bend} ${endY} ${endX} ${endY}`;
  return `<path class="edge${isDashed ? ' dashed' : ''}" d="${path}" marker-end="url(#onstream-tip)"/>`;
}

function notesOf(tables: readonly TableNode[]): string[] {
  const isDashed = tables.some(({ filters }) => filters.some(({ isWidened }) => isWidened));
  const widened = tables.flatMap(({ name, widened }) => widened.map((sentence) => `${name}: ${sentence}`));
  return isDashed ? [DASHED, ...widened] : widened;
}

/** The drawing for those who do not see it. */
export function sentences({ tables }: Flow): string {
  return tables
    .flatMap(({ name, viewType, filters }) => [
      `${name} (${viewType}):`,
      ...filters.map(
        ({ phrases, handlers, isWidened }) =>
          `${phrases.join(', ')} reaches ${handlers.join(' and ')}${isWidened ? ', decided in part within the function' : ''}.`,
      ),
    ])
    .join(' ');
}

/** No variables: not everything that draws SVG knows them. */
const LIGHT = {
  page: '#ffffff',
  text: '#1f2328',
  quiet: '#59636e',
  edge: '#818b98',
  table: ['#ddf4ff', '#0969da'],
  filter: ['#fff8c5', '#9a6700'],
  handler: ['#dafbe1', '#1a7f37'],
} as const;

const DARK = {
  page: '#0d1117',
  text: '#f0f6fc',
  quiet: '#9198a1',
  edge: '#656c76',
  table: ['#121d2f', '#4493f8'],
  filter: ['#272115', '#d29922'],
  handler: ['#12261e', '#3fb950'],
} as const;

function colours({ page, text, quiet, edge, table, filter, handler }: typeof LIGHT | typeof DARK): string {
  const boxes = Object.entries({ table, filter, handler });
  const rules = [
    `.page{fill:${page}}`,
    `text{fill:${text}}`,
    `.quiet{fill:${quiet}}`,
    `.edge{stroke:${edge}}`,
    `.tip{fill:${edge}}`,
    ...boxes.map(([name, [fill, stroke]]) => `.${name}{fill:${fill};stroke:${stroke}}`),
  ];
  return rules.map((rule) => `.onstream-graph ${rule}`).join('');
}

const STYLE =
  '.onstream-graph text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}' +
  '.onstream-graph .table~.first,.onstream-graph .first{font-weight:600}' +
  '.onstream-graph .edge{fill:none;stroke-width:1.5}.onstream-graph .dashed{stroke-dasharray:5 4}' +
  `${colours(LIGHT)}@media (prefers-color-scheme:dark){${colours(DARK)}}`;
