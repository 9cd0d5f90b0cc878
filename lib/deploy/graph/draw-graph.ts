import type { Manifest } from '../../manifest.js';
import { flowOf } from './flow.js';
import { htmlOf } from './html.js';
import { mermaidOf } from './mermaid.js';
import { svgOf } from './svg.js';

/** Mermaid text, which GitHub draws in Markdown, or a drawing or a page that needs nothing else. */
export type GraphFormat = 'mermaid' | 'svg' | 'html';

const FORMATS = { mermaid: mermaidOf, svg: svgOf, html: htmlOf } satisfies Record<GraphFormat, unknown>;

/**
 * Draws which tables the handlers hear, what passes from each of them, and whom it reaches. A dashed arrow leads to what
 * the event source mapping's filters cannot say in full: the function is invoked for more, and decides the rest.
 *
 * @example
 * ```ts
 * await writeFile('graph.svg', drawGraph(handler.manifest, 'svg'));
 * ```
 */
export function drawGraph(manifest: Manifest, format: GraphFormat = 'mermaid'): string {
  return FORMATS[format](flowOf(manifest));
}
