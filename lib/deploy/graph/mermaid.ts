import type { Flow } from './flow.js';

/** The flow as a Mermaid flowchart, which GitHub draws where it stands in a code block of the language `mermaid`. */
export function mermaidOf({ tables, handlers }: Flow): string {
  const lines = ['flowchart LR', '  accTitle: Tables, what passes from them, and the handlers that hear it'];
  const drawn = new Set<string>();
  let filterCount = 0;
  for (const [index, { name, viewType, filters, widened }] of tables.entries()) {
    const table = `t${index}`;
    lines.push(...widened.map((sentence) => `  %% ${label(sentence)}`));
    lines.push(`  ${table}[("${label(name)}<br/>${label(viewType)}")]`);
    for (const { phrases, handlers: heardBy, isWidened } of filters) {
      const filter = `f${filterCount++}`;
      lines.push(`  ${table} ${isWidened ? '-.->' : '-->'} ${filter}("${phrases.map(label).join('<br/>')}")`);
      for (const id of heardBy) {
        const handler = `h${handlers.indexOf(id)}`;
        lines.push(`  ${filter} --> ${handler}${drawn.has(id) ? '' : `["${label(id)}"]`}`);
        drawn.add(id);
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

const NAMED: Readonly<Record<string, string>> = { '"': 'quot', '<': 'lt', '>': 'gt', '&': 'amp' };

/**
 * Text inside of a quoted label. Mermaid reads labels as HTML and as Markdown, and looks for directives and styles in
 * them before it parses, so all that is not known to be harmless is written as an entity.
 */
function label(text: string): string {
  return text.replace(/[^\p{L}\p{N} ]/gu, (character, at: number) => {
    if (",/='()".includes(character)) return character;
    // Within a word they start no list and no emphasis.
    const isWithinWord = /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') && /[\p{L}\p{N}]/u.test(text[at + 1] ?? '');
    if ('._-'.includes(character) && isWithinWord) return character;
    return `#${NAMED[character] ?? character.codePointAt(0)};`;
  });
}
