import type { Flow } from './flow.js';
import { svgOf } from './svg.js';
import { escapeXml } from './xml.js';

/** A page with the drawing, which scrolls where it is wider than the window. */
export function htmlOf(flow: Flow): string {
  const title = `What ${flow.tables.map(({ name }) => name).join(', ')} invokes`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title)}</title>
<style>
body { margin: 2rem; font: 16px system-ui, sans-serif; background: #fff; color: #1f2328; }
main { overflow-x: auto; }
h1 { font-size: 1.25rem; }
@media (prefers-color-scheme: dark) { body { background: #0d1117; color: #f0f6fc; } }
</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<main>
${svgOf(flow)}</main>
</body>
</html>
`;
}
