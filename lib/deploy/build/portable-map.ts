/** A source map whose sources are named alike on every machine, and lie beside or below it. */
export function portableMap(text: string): Uint8Array {
  const map: { sources: string[] } = JSON.parse(text);
  return new TextEncoder().encode(JSON.stringify({ ...map, sources: map.sources.map(portable) }));
}

/** A path from the project's folder; of what lies outside, such as a workspace's packages, without the way there. */
export function portable(path: string): string {
  return path.replace(/^(\.\.\/)+/, '');
}
