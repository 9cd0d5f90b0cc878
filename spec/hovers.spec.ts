import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';

const CHECKOUT = join(__dirname, '..');
const LIB = join(CHECKOUT, 'lib/');

/** The tags that doc comments have. TypeScript takes a decorator in an example for another, unless it follows a brace. */
const TAGS: ReadonlySet<string> = new Set(['default', 'example', 'param', 'returns', 'throws']);

/** What the examples take from the programs that they are part of. */
const SURROUNDINGS = `
import type { randomUUID as uuid } from 'node:crypto';
import type { writeFile as write } from 'node:fs/promises';
import type * as database from '@aws-sdk/client-dynamodb';
import type { Stack } from 'aws-cdk-lib';
import type * as tables from 'aws-cdk-lib/aws-dynamodb';
import type * as lambda from 'aws-lambda';
import type * as pinoLogger from 'pino';
import type * as onstream from '../lib/index.js';
import type * as local from '../lib/local/index.js';
import type * as terminal from '../lib/terminal/line.js';
import type * as thrown from '../lib/thrown.js';

declare global {
  interface Order {
    pk: string; email: string; status: string; total: number; type: string; address: { city: string; country: string };
  }
  class Orders { pk: string }
  class OrderHandlers {}
  const handler: onstream.StreamHandler;
  const record: onstream.ModifyRecord<Order>;
  const records: lambda.DynamoDBRecord[];
  const source: local.ShardSource;
  const stack: Stack;
  const dynamodb: typeof tables;
  const { DynamoDBClient }: typeof database;
  const pino: typeof pinoLogger.default;
  const styled: typeof terminal.styled;
  const identity: { grantSendEmail(grantee: import('aws-cdk-lib/aws-iam').IGrantable): void };
  const randomUUID: typeof uuid;
  const writeFile: typeof write;
  const mail: { send(address: string, text: string): Promise<void> };
  const search: { put(item: object): Promise<void> };
  const archive: { put(item: object): Promise<void> };
  const taxes: { recompute(order: Order): Promise<void> };
  const queueUrl: string;
  const eventID: string;
  const cause: unknown;
  const loggable: typeof thrown.loggable;
}
`;

interface Hover {
  readonly place: string;
  readonly file: string;
  readonly tags: readonly { readonly name: string; readonly text: string }[];
}

// The language service reads lib, and the types of all that it imports: 6 seconds on an idle machine.
describe("an editor's hovers", function () {
  this.timeout(120_000);
  const written = new Map([[join(CHECKOUT, 'spec/surroundings.d.ts'), SURROUNDINGS]]);
  let service: ts.LanguageService;
  let hovers: readonly Hover[];
  let examples: readonly { readonly file: string; readonly place: string; readonly text: string }[];

  before(() => {
    service = serviceOver(written);
    const checker = service.getProgram()?.getTypeChecker();
    hovers = sources(service).flatMap((source) => hoversIn(source, checker));
    examples = hovers.flatMap(({ place, file, tags }) =>
      tags.filter(({ name }) => name === 'example').map(({ text }) => ({ place, file, text })),
    );
  });
  after(() => service?.dispose());

  it('know every doc comment by its tags alone', () => {
    expect(hovers).to.have.length.above(500);
    const unknown = hovers.flatMap(({ place, tags }) => {
      return tags.filter(({ name }) => !TAGS.has(name)).map(({ name }) => `${place} @${name}`);
    });
    expect(unknown).to.deep.equal([]);
  });

  it('show every example whole, as a block of code', () => {
    expect(examples).to.have.length.above(30);
    for (const { place, text } of examples) expect(text, place).to.match(/^```ts\n(?:(?!```)[\s\S])+\n```$/);
  });

  it('show as many examples as the sources have', () => {
    const count = sources(service).reduce((sum, { text }) => sum + text.split('* @example').length - 1, 0);
    expect(new Set(examples.map(({ text }) => text))).to.have.property('size', count);
  });

  it('show examples that compile', () => {
    const exported = exportsOf(service);
    const files = examples.map(({ file, text }, position) => {
      const name = join(CHECKOUT, `spec/example-${position}.ts`);
      written.set(name, programOf(text.replace(/^```ts\n|\n```$/g, ''), file, exported));
      return name;
    });
    const problems = files.flatMap((name, position) =>
      [...service.getSyntacticDiagnostics(name), ...service.getSemanticDiagnostics(name)].map(({ messageText }) => {
        return `${examples[position]?.place}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      }),
    );
    expect(problems).to.deep.equal([]);
  });
});

/** A language service over lib and files that are written in memory alone. */
function serviceOver(written: ReadonlyMap<string, string>): ts.LanguageService {
  const read = ts.readConfigFile(join(CHECKOUT, 'tsconfig.json'), ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent({ ...read.config, include: ['lib'] }, ts.sys, CHECKOUT);
  const textOf = (name: string) => written.get(name) ?? ts.sys.readFile(name);
  return ts.createLanguageService({
    getScriptFileNames: () => [...fileNames, ...written.keys()],
    getScriptVersion: () => '1',
    getScriptSnapshot(name) {
      const text = textOf(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => CHECKOUT,
    // Examples await where they stand, and need not use all that they show.
    getCompilationSettings: () => ({
      ...options,
      module: ts.ModuleKind.ESNext,
      noUnusedLocals: false,
      noUnusedParameters: false,
    }),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => written.has(name) || ts.sys.fileExists(name),
    readFile: textOf,
    readDirectory: ts.sys.readDirectory,
  });
}

function sources(service: ts.LanguageService): ts.SourceFile[] {
  const files = service.getProgram()?.getSourceFiles() ?? [];
  return files.filter(({ fileName }) => fileName.startsWith(LIB));
}

/**
 * What an editor shows over the name of each declaration that has a doc comment. The tags alone, from the symbol that the
 * service takes them from: it writes out the type of each name, too, which takes longer than all the rest.
 */
function hoversIn(source: ts.SourceFile, checker: ts.TypeChecker | undefined): Hover[] {
  const { fileName: file } = source;
  const hovers: Hover[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isVariableStatement(node)
      ? node.declarationList.declarations[0]?.name
      : ts.getNameOfDeclaration(node as ts.Declaration);
    if (name && ts.getJSDocCommentsAndTags(node).some((comment) => comment.parent === node)) {
      const tags = checker?.getSymbolAtLocation(name)?.getJsDocTags(checker) ?? [];
      const place = `${relative(CHECKOUT, file)} ${name.getText()}`;
      hovers.push({
        place,
        file,
        tags: tags.map((tag) => ({ name: tag.name, text: ts.displayPartsToString(tag.text) })),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return hovers;
}

/** The file of each public name. */
function exportsOf(service: ts.LanguageService): ReadonlyMap<string, string> {
  const { exports } = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'));
  const checker = service.getProgram()?.getTypeChecker();
  const names = new Map<string, string>();
  for (const entry of Object.keys(exports).filter((one) => !one.endsWith('.json'))) {
    const file = join(LIB, entry, 'index.ts');
    const source = service.getProgram()?.getSourceFile(file);
    const module = source && checker?.getSymbolAtLocation(source);
    if (!module) throw new Error(`${entry} has no ${file}`);
    for (const { name } of checker?.getExportsOfModule(module) ?? []) if (!names.has(name)) names.set(name, file);
  }
  return names;
}

/** An example with imports of the public names in it, and of those that its own file exports. */
function programOf(example: string, file: string, exported: ReadonlyMap<string, string>): string {
  const own = new Set(
    [...readFileSync(file, 'utf8').matchAll(/^export (?:async )?(?:function|const|class|type|interface) (\w+)/gm)].map(
      ([, name]) => String(name),
    ),
  );
  const declarations = example.matchAll(/\b(?:const|class|type|import) ([\w{}, ]+)/g);
  const declared = new Set([...declarations].flatMap(([, names]) => names?.match(/\w+/g) ?? []));
  const imports = [...new Set(example.match(/\b[A-Za-z]\w*/g))].flatMap((name) => {
    const from = own.has(name) ? file : exported.get(name);
    return from === undefined || declared.has(name) ? [] : [`import { ${name} } from '${from.replace(/ts$/, 'js')}';`];
  });
  return [...imports, example, 'export {};'].join('\n');
}
