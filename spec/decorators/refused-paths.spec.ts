import { expect } from 'chai';
import { bootstrap, OnChange, stream } from '../../lib/index.js';
import { refusal } from './observe.js';
import { untypedCall } from './untyped.js';

const MALFORMED: readonly unknown[] = [
  '',
  '.',
  '..',
  'a..b',
  '.a',
  'a.',
  'a.b.',
  '[0]',
  '[0].a',
  'a[',
  'a]',
  'a[]',
  'a[x]',
  'a]b',
  'a[0',
  'a[0]b',
  'a[-1]',
  'a[1.5]',
  'a[0].',
  'a[0]..b',
  'a.[0]',
  '["a',
  '["a]',
  '["a"',
  '["a"]b',
  '["a"][',

  `["a']`,
  `a['b"]`,
  'a"b',
  "a'b",
  '"a"',
  'a["b"].',
  undefined,
  null,
  42,
  1n,
  true,
  {},
  () => 'a',
  Symbol('a'),
  [undefined],
  ['a', ''],
  ['a', 42],
  ['a', ['b']],
  [['a']],
];

const WELL_FORMED = [
  'a',
  'a.b',
  'a.b.c',
  'a[0]',
  'a[10].b[2][3].c',
  '["a.b"]',
  "['a.b']",
  '["a"]["b"]',
  'a["b c"].d',
  '["it\'s"]',
  `['say "x"']`,
  '["[0]"]',
  'a-b',
  'a b',
  'a:b',
  'a#b',
  '$a',
  '_a',
  '42',
  'é',
  '名前',
  'a.0',
  '__proto__',
  'constructor.name',
];

const shown = (path: unknown) => (Array.isArray(path) ? `[${path.map(String)}]` : String(path));

describe('The path of @OnChange', () => {
  for (const path of MALFORMED) {
    it(`is refused by the method's name where it is ${typeof path} ${shown(path)}`, () => {
      class Orders {
        @untypedCall(OnChange, path) confirm() {}
      }
      const message = refusal(() => bootstrap(Orders));
      expect(message)
        .to.match(/^Orders\.confirm: @OnChange/)
        .and.match(/expected a path/);
      if (typeof path === 'string') expect(message).to.include(`found ${JSON.stringify(path)}`);
    });
  }

  for (const path of WELL_FORMED) {
    it(`may be ${path}`, () => {
      class Orders {
        @OnChange(path) confirm() {}
      }
      expect(bootstrap(Orders).manifest.routes.map(({ paths }) => paths)).to.deep.equal([[path]]);
    });
  }

  it('shows how paths are written', () => {
    class Orders {
      @OnChange('a..b') confirm() {}
    }
    const message = refusal(() => bootstrap(Orders));
    for (const example of ['status', 'address.city', 'lines[0].qty', '["dotted.name"]'])
      expect(message).to.include(example);
  });

  it('is refused in stream() alike', () => {
    for (const path of MALFORMED) {
      const add: unknown = Reflect.get(stream({ name: 'orders' }), 'onChange');
      if (typeof add !== 'function') throw new Error('expected a method');
      const message = refusal(() => bootstrap(Reflect.apply(add, undefined, [path, function confirm() {}])));
      expect(message).to.match(/^orders\.confirm: .*expected a path/);
    }
  });

  it('is found among several', () => {
    class Orders {
      @OnChange(['status', 'address.city', 'lines[x]']) confirm() {}
    }
    expect(refusal(() => bootstrap(Orders))).to.include('@OnChange[2]: found "lines[x]"');
  });

  it('is not an empty array', () => {
    class Orders {
      @OnChange([]) confirm() {}
    }
    const empty = stream({ name: 'orders' }).onChange([], function confirm() {});
    const message = /^[Oo]rders\.confirm: @OnChange: found an array of 0, expected a non-empty array$/;
    expect(refusal(() => bootstrap(Orders))).to.match(message);
    expect(refusal(() => bootstrap(empty))).to.match(message);
  });
});
