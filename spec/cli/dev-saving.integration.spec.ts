import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { orderHandlers, Shop } from './orders.js';
import { Workplace } from './workplace.js';

const GOES_ON = 'Going on with the code from before; waiting for the next save.';

describe('the sources of onstream dev', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace();
  });
  afterEach(() => place.close());

  const remove = (file: string) => rmSync(join(place.folder, file));
  const importing = `import { greet } from './greet';\n${orderHandlers('greet(record.newImage.pk);')}`;
  const greet = (word: string) => `export const greet = (pk: string) => console.log('${word}', pk);`;

  for (const [what, problem, spoil] of [
    ['saved by half', /^problem orders\.ts:\d+:\d+: /m, () => place.save('orders.ts', importing.slice(0, -90))],
    [
      'saved empty',
      /^problem orders\.ts: found no exports, expected a Lambda handler/m,
      () => place.save('orders.ts', ''),
    ],
    ['removed', /^problem .*orders\.ts/m, () => remove('orders.ts')],
    [
      'left without a file that they import',
      /^problem orders\.ts:1:23: Could not resolve "\.\/greet"/m,
      () => remove('greet.ts'),
    ],
    [
      'saved so that they throw',
      /^problem orders\.ts cannot be loaded\n {2}Error: no/m,
      () => place.save('orders.ts', "throw new Error('no');"),
    ],
  ] as const)
    it(`go on with the code from before when they are ${what}, and say so, until they are saved whole`, async () => {
      const program = await place.save('greet.ts', greet('hello')).save('orders.ts', importing).dev('orders.ts');
      const shop = new Shop(await program.endpoint());
      const from = program.stdout.length;
      spoil();
      await program.says(problem, from);
      await program.says(GOES_ON, from);
      await shop.put('ORDER#1', 'PAID');
      await program.says(/^hello ORDER#1\n.*"ORDER#1".* ok\n/m);
      place.save('greet.ts', greet('welcome')).save('orders.ts', importing);
      await program.says(/^reloaded orders\.ts$/m);
      await shop.put('ORDER#2', 'PAID');
      await program.says(/^(hello|welcome) ORDER#2\n.*"ORDER#2".* ok\n/m);
      const { code, stderr } = await program.interrupt().ended();
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    });
});
