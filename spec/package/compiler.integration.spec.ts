import { expect } from 'chai';
import { consumer } from './installed.js';

describe('the compiler of projects', () => {
  before(() => {
    consumer
      .write('wrong.mts', "export const paid: number = 'paid';")
      .write('right.mts', "import { paid } from './declared.mjs';\nexport const double: number = paid * 2;")
      .write('declared.d.mts', 'export declare const paid: number;\nexport declare const order: Order;');
  });

  for (const age of ['newest', 'previous', 'oldest'] as const) {
    const compile = (...args: string[]): Promise<unknown> =>
      consumer.tsc(age, '--noEmit', '--target', 'es2022', '--lib', 'es2022', '--typeRoots', 'none', ...args).then(
        () => 'compiled',
        ({ message }: Error) => message,
      );

    it(`says where a program is wrong: the ${age}`, async () => {
      const error = "wrong.mts(1,14): error TS2322: Type 'string' is not assignable to type 'number'.\n";
      expect(await compile('--module', 'nodenext', 'wrong.mts')).to.equal(error);
    });

    it(`says that an option is wrong: the ${age}`, async () => {
      const error = "error TS5023: Unknown compiler option '--misspelt'.\n";
      expect(await compile('--module', 'nodenext', '--misspelt', 'wrong.mts')).to.include(error);
    });

    it(`finds an error of declarations in each project that checks them: the ${age}`, async () => {
      const error = "declared.d.mts(2,29): error TS2304: Cannot find name 'Order'.\n";
      const bundler = ['--module', 'esnext', '--moduleResolution', 'bundler', 'right.mts'];
      expect(await compile('--module', 'nodenext', 'right.mts')).to.equal(error);
      expect(await compile('--skipLibCheck', ...bundler)).to.equal('compiled');
      expect(await compile(...bundler)).to.equal(error);
      expect(await compile('--module', 'nodenext', 'right.mts')).to.equal(error);
    });
  }
});
