import { expect } from 'chai';
import fc from 'fast-check';
import { functionNameOf, idsFor } from '../../../lib/deploy/synth/names.js';
import { readTemplate } from '../../../lib/loading/template.js';
import { synthesized } from './included.js';
import { ordersManifest } from './orders.js';

const LONG = `${'order-'.repeat(20)}mails`;

describe('names', () => {
  it('keep letters that have an accent, without it', () => {
    expect(functionNameOf('ürders-é')).to.equal('urders-e');
    expect(idsFor('terraform').made('Größe-ürders', 'Function')).to.equal('gro_e_urders');
    expect(idsFor('sam').made('ürders', 'Table')).to.equal('UrdersTable');
  });

  it('of functions are those that Lambda takes, and begin with no dash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(functionNameOf(`${text}x${text}`)).to.match(/^[A-Za-z0-9_][\w-]{0,63}$/);
      }),
    );
  });

  for (const [what, options] of [
    ['of a long name', { name: LONG }],
    ['that somebody chose', { name: 'x'.repeat(64), functionName: 'x'.repeat(64) }],
  ] as const) {
    it(`fit AWS's limits in Terraform, where they are made ${what}`, async () => {
      const text = await synthesized(ordersManifest(), { format: 'terraform', ...options });
      const longest = { aws_lambda_function: 64, aws_iam_role: 64, aws_sqs_queue: 80 };
      for (const [type, limit] of Object.entries(longest)) {
        const [, name = ''] =
          new RegExp(`^resource "${type}" [^}]*? (?:function_)?name += "(.*)"$`, 'm').exec(text) ?? [];
        expect(name, type).to.match(new RegExp(`^[A-Za-z][\\w-]{5,${limit - 1}}$`));
      }
    });
  }

  it("fit Lambda's limit where the Serverless Framework would make a longer one", async () => {
    const read = async (name: string) =>
      Object(await readTemplate(await synthesized(ordersManifest(), { format: 'serverless', name }), 'serverless.yml'));
    const [lambda] = Object.values(Object((await read(LONG)).functions));
    expect(Object(lambda).name).to.equal(LONG.slice(0, 64).replace(/-$/, ''));
    expect((await read('orders')).functions.orders).to.not.have.property('name');
  });
});
