import { expect } from 'chai';
import fc from 'fast-check';
import type { Format } from '../../../lib/deploy/synth/format.js';
import { synthesize } from '../../../lib/deploy/synth/synthesize.js';
import { ConfigurationError } from '../../../lib/errors.js';
import { readTemplate } from '../../../lib/loading/template.js';
import type { Manifest } from '../../../lib/manifest.js';
import { synthesized } from './included.js';
import { CONFIRM, manifestOf, source } from './orders.js';

/** Texts that the languages of templates may take for something else. */
const tricky = fc
  .array(
    fc.oneof(
      fc.constantFrom('${', '%{', '}', '$', '%', '\\', '"', "'", ':', '(', ')', '!', '#', '\n', '\t', ' ', '{{', '~'),
      fc.constantFrom('self:service', 'AWS::Region', 'opt:stage', 'foo', '!Literal', 'resolve:ssm:x', '\u2028', 'é'),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

interface Texts {
  readonly table: string;
  readonly variable: string;
  readonly key: string;
  readonly value: string;
}

const texts = fc.record<Texts>({
  // No regular expression, and no name that is empty.
  table: tricky.map((text) => `T${text}`),
  variable: tricky,
  // What stands in a path before these would be another attribute.
  key: tricky.map((text) => `k${text}`),
  value: tricky,
});

function filterOf({ key, value }: Texts) {
  return { dynamodb: { NewImage: Object.fromEntries([[key, { S: [value] }]]) } };
}

async function template(one: Texts, format: Format): Promise<string> {
  const manifest: Manifest = manifestOf(
    [{ ...CONFIRM, table: one.table }],
    [source([filterOf(one)], { table: one.table })],
  );
  return synthesized(manifest, { format, environment: { SOME: one.variable } });
}

/** A text as version 3 of the Serverless Framework reads it. Fails where it would find one of its variables. */
function asFramework3(text: string): string {
  const read = text.replace(/(\\+)\$\{/g, (match, slashes: string) =>
    slashes.length % 2 === 0 ? match : `${'\\'.repeat((slashes.length - 1) / 2)}\u0000{`,
  );
  expect(read).to.not.match(/\$\{[a-z][\w.-]*[:(]/);
  return read.replaceAll('\u0000', '$');
}

function mapTexts(tree: unknown, change: (text: string) => string): unknown {
  if (typeof tree === 'string') return change(tree);
  if (Array.isArray(tree)) return tree.map((part) => mapTexts(part, change));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, part]) => [key, mapTexts(part, change)]));
}

/** What a quoted text of HCL says. Fails where it holds an expression. */
function asHcl(quoted: string): string {
  let said = '';
  const parts = quoted.slice(1, -1).matchAll(/\\u[0-9a-f]{4}|\\.|\$\$\{|%%\{|\$\{|%\{|[\s\S]/g);
  for (const [part] of parts) {
    expect(part).to.not.match(/^[$%]\{$/);
    if (/^(\$\$|%%)\{$/.test(part)) said += part.slice(1);
    else said += part.startsWith('\\') ? JSON.parse(`"${part}"`) : part;
  }
  return said;
}

const QUOTED = /"(?:\\.|[^"\\])*"/g;

describe('Texts of the handlers in a template', () => {
  for (const format of ['cloudformation', 'sam'] as const) {
    it(`are read back as they are, in ${format}`, async () => {
      await fc.assert(
        fc.asyncProperty(texts, async (one) => {
          const { Resources } = Object(await readTemplate(await template(one, format), format));
          const resources: { Type: string; Properties: Record<string, unknown> }[] = Object.values(Resources);
          const [table] = resources.filter(({ Type }) => Type === 'AWS::DynamoDB::Table');
          const [lambda] = resources.filter(({ Type }) => /::Function$/.test(Type));
          expect(table?.Properties.TableName).to.equal(one.table);
          const variable = one.variable === one.table ? undefined : one.variable;
          if (variable !== undefined) expect(Object(lambda?.Properties.Environment).Variables.SOME).to.equal(variable);
          const pattern = JSON.stringify(JSON.stringify(filterOf(one)));
          expect(JSON.stringify(resources)).to.include(pattern);
          // Nothing of CloudFormation's own would replace them.
          expect(JSON.stringify(resources)).to.not.include('"Fn::Sub"');
        }),
      );
    });
  }

  it('are read back as they are, in serverless, or refused', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(texts, async (one) => {
        let text: string;
        try {
          text = await template(one, 'serverless');
        } catch (error) {
          expect(error).to.be.instanceOf(ConfigurationError);
          expect([one.table, one.variable, one.value].join('\n')).to.match(/\$\$\{/);
          return;
        }
        read++;
        const { functions, resources } = Object(mapTexts(await readTemplate(text, 'serverless'), asFramework3));
        const all: { Type: string; Properties: Record<string, unknown> }[] = Object.values(resources.Resources);
        expect(all.find(({ Type }) => Type === 'AWS::DynamoDB::Table')?.Properties.TableName).to.equal(one.table);
        if (one.variable !== one.table) expect(functions.orders.environment.SOME).to.equal(one.variable);
        expect(functions.orders.events[0].stream.filterPatterns).to.deep.equal([filterOf(one)]);
      }),
    );
    expect(read).to.be.above(50);
  });

  it('are read back as they are, in terraform', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (one) => {
        const text = (await template(one, 'terraform')).replace(/^ *#.*$/gm, '');
        // A path that the template makes of its own.
        const said = (text.match(QUOTED) ?? []).filter((quoted) => !/path\.module|aws_cloudwatch/.test(quoted));
        const all = said.map(asHcl);
        const variable = one.variable === one.table ? [] : [one.variable];
        expect(all).to.include.members([one.table, one.value, ...variable]);
        if (!/^[A-Za-z_][\w-]*$/.test(one.key)) expect(all).to.include(one.key);
      }),
    );
  });

  it('are escaped wherever they stand, in serverless', async () => {
    const name = 'Orders-$'.concat('{self:provider.stage}');
    const text = await template({ table: name, variable: `${name}-2`, key: 'k', value: name }, 'serverless');
    const { functions, resources } = Object(await readTemplate(text, 'serverless'));
    const [table] = Object.values(resources.Resources).filter((one) => Object(one).Type === 'AWS::DynamoDB::Table');
    const escaped = name.replace('$', '\\$');
    expect(Object(table).Properties.TableName).to.equal(escaped);
    expect(functions.orders.environment.SOME).to.equal(`${escaped}-2`);
    expect(functions.orders.events[0].stream.filterPatterns[0].dynamodb.NewImage.k.S).to.deep.equal([escaped]);
  });

  it('double the backslashes before what is escaped, as version 3 of the framework takes them', async () => {
    const value = '\\$'.concat('{self:service}');
    const text = await template({ table: 'T', variable: 'x', key: 'k', value }, 'serverless');
    const { functions } = Object(await readTemplate(text, 'serverless'));
    const [said] = functions.orders.events[0].stream.filterPatterns[0].dynamodb.NewImage.k.S;
    expect(said).to.equal('\\\\\\$'.concat('{self:service}'));
  });

  for (const format of ['cloudformation', 'sam', 'serverless', 'terraform'] as const) {
    it(`show their invisible characters, also in comments, in ${format}`, async () => {
      const hostile = '\u001b]52;c;eA==\u0007\r\n\u009b2J\u202e\u2028\ufeff';
      const route = { ...CONFIRM, id: `Orders.confirm${hostile}`, table: `T${hostile}` };
      const widened = [`Orders.confirm${hostile}: every text passes`];
      const manifest = manifestOf([route], [source([{ eventName: ['INSERT'] }], { table: route.table, widened })]);
      const text = await synthesized(manifest, { format });
      expect(text).not.to.match(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(text).to.match(/# .*\\u\{1b\}]52/);
    });
  }

  it('are warned of where version 4 of the framework, which has no escape, would replace them', async () => {
    const value = '$'.concat('{self:service}');
    const manifest = manifestOf([CONFIRM], [source([{ dynamodb: { Keys: { pk: { S: [value] } } } }])]);
    const { warnings } = await synthesize(manifest, { format: 'serverless', name: 'orders' });
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(
      /^serverless: "\$\{self:service\}" is escaped as version 3 .* version 4 has no escape/,
    );
    expect((await synthesize(manifest, { format: 'sam', name: 'orders' })).warnings).to.deep.equal([]);
  });
});
