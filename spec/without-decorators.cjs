// The specs that hold no decorator, and import no file of this project that does. In both dialects TypeScript compiles
// them to the same text, so a second run would run the same code again.
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const typescript = require('typescript');

const SPECS = __dirname;

const parsed = new Map();

module.exports = readdirSync(SPECS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.spec.ts'))
  .filter((file) => !reaches(join(SPECS, file)).some((reached) => parse(reached).hasDecorator))
  .map((file) => join('spec', file));

/** This file, and all that it imports, or that those import. */
function reaches(file) {
  const files = new Set([file]);
  for (const reached of files) for (const imported of parse(reached).imports) files.add(imported);
  return [...files];
}

function parse(file) {
  let found = parsed.get(file);
  if (found === undefined) {
    const text = readFileSync(file, 'utf8');
    found = { hasDecorator: hasDecorator(file, text), imports: importsOf(file, text) };
    parsed.set(file, found);
  }
  return found;
}

function hasDecorator(file, text) {
  const isOne = (node) => typescript.isDecorator(node) || typescript.forEachChild(node, isOne);
  return text.includes('@') && isOne(typescript.createSourceFile(file, text, typescript.ScriptTarget.Latest)) === true;
}

function importsOf(file, text) {
  return typescript
    .preProcessFile(text)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(file), name).replace(/(\.[cm]?js)?$/, '.ts'))
    .filter(existsSync);
}
