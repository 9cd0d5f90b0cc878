const TOKEN =
  /<(?<close>\/)?(?<name>[a-zA-Z]+)(?<attributes>(?: [a-zA-Z-]+="(?:[^"<&]|&(?:amp|lt|gt|quot|#39);)*")*)(?<empty>\/)?>|(?<text>(?:[^<>&"]|&(?:amp|lt|gt|quot|#39);)+)/gy;

/** Not characters of XML 1.0. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** The texts of the elements of this name in XML as strict as what it reads; throws for anything else. */
export function textsOf(xml: string, wanted: string): string[] {
  if (FORBIDDEN.test(xml)) throw new Error(`not a character of XML: ${xml}`);
  const open: string[] = [];
  const texts: string[] = [];
  let at = 0;
  // A style sheet has quotes of its own.
  const plain = xml.trimEnd().replace(/(<style>)[^<]*/, '$1');
  for (const { 0: token, groups = {} } of plain.matchAll(TOKEN)) {
    at += token.length;
    if (groups.text !== undefined) {
      if (open.at(-1) === wanted) texts.push(decode(groups.text));
    } else if (groups.close) {
      if (open.pop() !== groups.name) throw new Error(`closed and not open: ${token}`);
    } else if (!groups.empty) open.push(String(groups.name));
  }
  if (at !== plain.length || open.length > 0) throw new Error(`not well-formed at ${plain.slice(at, at + 80)}`);
  return texts;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function decode(text: string): string {
  return text.replace(/&([^;]*);/g, (_, name: string) => String(ENTITIES[name]));
}
