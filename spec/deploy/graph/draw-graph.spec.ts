import { expect } from 'chai';
import fc from 'fast-check';
import { flowOf } from '../../../lib/deploy/graph/flow.js';
import { drawGraph } from '../../../lib/deploy/index.js';
import { bootstrap, type Manifest, OnAny, OnInsert, OnModify, stream, Table } from '../../../lib/index.js';
import { manifest } from './manifests.js';
import { textsOf } from './well-formed-xml.js';

/** Of a manifest, with the sentences that a source's filters had to leave to the handlers. */
function widenedBy(original: Manifest, ...widened: string[]): Manifest {
  return { ...original, sources: original.sources.map((source) => ({ ...source, widened })) };
}

@Table('Orders')
class OrderHandlers {
  @OnInsert ship() {}
  @OnModify({ newImage: { note: { prefix: '"#1"' } } }) shipped() {}
}

const orders = bootstrap(OrderHandlers).manifest;

describe('The Mermaid text of a manifest', () => {
  it('leads from the table to what passes, and from there to the handler', () => {
    expect(drawGraph(orders)).to.equal(
      [
        'flowchart LR',
        '  accTitle: Tables, what passes from them, and the handlers that hear it',
        '  t0[("Orders<br/>NEW_AND_OLD_IMAGES")]',
        '  t0 --> f0("INSERT")',
        '  f0 --> h0["OrderHandlers.ship"]',
        '  t0 --> f1("MODIFY<br/>new note begins with #quot;#92;#quot;#35;1#92;#quot;#quot;")',
        '  f1 --> h1["OrderHandlers.shipped"]',
        '',
      ].join('\n'),
    );
  });

  it('dashes the arrow to what a function decides', () => {
    const { manifest } = bootstrap(stream({ table: 'Orders' }).onInsert({ when: () => true }, function a() {}));
    expect(drawGraph(manifest)).to.include('  t0 -.-> f0("INSERT<br/>and a function decides")\n');
  });

  it('dashes the arrow to a handler that a widening names, and to no other', () => {
    const text = drawGraph(widenedBy(orders, 'OrderHandlers.ship: numeric is left to the handlers'));
    expect(text).to.include('  %% OrderHandlers.ship#58; numeric is left to the handlers\n');
    expect(text)
      .to.match(/t0 -\.-> f0\(/)
      .and.to.match(/t0 --> f1\(/);
  });

  it('dashes all arrows of a table where a widening names no handler', () => {
    const text = drawGraph(widenedBy(orders, 'more than 5 filters are needed'));
    expect(text)
      .to.match(/t0 -\.-> f0\(/)
      .and.to.match(/t0 -\.-> f1\(/);
  });

  it('shows what several handlers want once, and a handler of several tables once', () => {
    class All {
      @OnInsert any() {}
    }
    @Table(/^Users-/)
    class Users {
      @OnInsert one() {}
      @OnInsert two() {}
    }
    @Table('Orders')
    class Orders {
      @OnAny every() {}
    }
    expect(drawGraph(bootstrap([All, Users, Orders]).manifest)).to.equal(
      [
        'flowchart LR',
        '  accTitle: Tables, what passes from them, and the handlers that hear it',
        '  t0[("tables like /#94;Users#45;/<br/>NEW_IMAGE")]',
        '  t0 --> f0("INSERT")',
        '  f0 --> h0["All.any"]',
        '  f0 --> h1["Users.one"]',
        '  f0 --> h2["Users.two"]',
        '  t1[("Orders<br/>NEW_AND_OLD_IMAGES")]',
        '  t1 --> f1("INSERT")',
        '  f1 --> h0',
        '  t1 --> f2("INSERT, MODIFY or REMOVE")',
        '  f2 --> h3["Orders.every"]',
        '',
      ].join('\n'),
    );
  });

  const LABEL = '"([^"<>&#;%`\\\\:\\n]|#\\w+;|<br/>)*"';
  const LINE = new RegExp(
    `^(flowchart LR|  accTitle: [\\w, ]+|  %% [^\\n]*|  t\\d+\\[\\(${LABEL}\\)\\]|  t\\d+ (-->|-\\.->) f\\d+\\(${LABEL}\\)|  f\\d+ --> h\\d+(\\[${LABEL}\\])?)$`,
  );

  it('has no line that a name or a pattern made, whatever they are', () => {
    fc.assert(
      fc.property(manifest, (any) => {
        const lines = drawGraph(any).trimEnd().split('\n');
        for (const line of lines) expect(line).to.match(LINE);
      }),
    );
  });

  it('has labels that read as what they stand for', () => {
    fc.assert(
      fc.property(manifest, (any) => {
        const { tables } = flowOf(any);
        const labels = Array.from(drawGraph(any).matchAll(/ f\d+\("(.*)"\)$/gm), ([, label = '']) => decode(label));
        const filters = tables.flatMap(({ filters }) => filters.map(({ phrases }) => phrases.join('<br/>')));
        expect(labels).to.deep.equal(filters);
      }),
    );
  });

  const NAMED: Readonly<Record<string, string>> = { quot: '"', lt: '<', gt: '>', amp: '&' };

  function decode(label: string): string {
    return label.replace(/#(\w+);/g, (_, name: string) => NAMED[name] ?? String.fromCodePoint(Number(name)));
  }
});

describe('The drawing of a manifest', () => {
  it('tells those who do not see it the same', () => {
    expect(textsOf(drawGraph(orders, 'svg'), 'title')).to.have.length(1);
    expect(textsOf(drawGraph(orders, 'svg'), 'desc')).to.deep.equal([
      'Orders (NEW_AND_OLD_IMAGES): INSERT reaches OrderHandlers.ship. ' +
        'MODIFY, new note begins with "\\"#1\\"" reaches OrderHandlers.shipped.',
    ]);
  });

  it('tells below it what is widened, and what dashed means', () => {
    const texts = textsOf(drawGraph(widenedBy(orders, 'OrderHandlers.ship is widened'), 'svg'), 'text').join(' ');
    expect(texts).to.match(/Dashed: the filters of Lambda let through more .* Orders: OrderHandlers\.ship is widened$/);
    expect(drawGraph(orders, 'svg')).not.to.match(/Dashed|class="edge dashed"/);
  });

  it('needs nothing else: no network, no scripts', () => {
    for (const format of ['svg', 'html'] as const) {
      const text = drawGraph(orders, format).replace('http://www.w3.org/2000/svg', '');
      expect(text).not.to.match(/https?:|<script|@import|<link|<image|url\((?!#)/);
    }
  });

  it('has colours for the light and for the dark', () => {
    expect(drawGraph(orders, 'svg')).to.match(
      /\.page\{fill:#ffffff\}.*prefers-color-scheme:dark.*\.page\{fill:#0d1117\}/,
    );
  });

  it('is well-formed XML in which texts are what they stand for, whatever names and patterns are', () => {
    fc.assert(
      fc.property(manifest, (any) => {
        const [desc = ''] = textsOf(drawGraph(any, 'svg'), 'desc');
        const { tables } = flowOf(any);
        for (const { name, filters } of tables) {
          expect(desc).to.include(name);
          for (const { phrases } of filters) expect(desc).to.include(phrases.join(', '));
        }
      }),
    );
  });

  it('has no box over another one, and every box within the picture', () => {
    fc.assert(
      fc.property(manifest, (any) => {
        const svg = drawGraph(any, 'svg');
        const [, width, height] = (/width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? []).map(Number);
        const rects = [
          ...svg.matchAll(/<rect class="(?:table|filter|handler)" x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"/g),
        ];
        const boxes = rects.map(([, ...numbers]) => numbers.map(Number));
        for (const [index, [x = 0, y = 0, w = 0, h = 0]] of boxes.entries()) {
          expect(x + w).to.be.lessThan(Number(width));
          expect(y + h).to.be.lessThan(Number(height));
          for (const [x2 = 0, y2 = 0, w2 = 0, h2 = 0] of boxes.slice(index + 1)) {
            expect(x + w <= x2 || x2 + w2 <= x || y + h <= y2 || y2 + h2 <= y).to.equal(true);
          }
        }
      }),
    );
  });

  it('is in a page that shows no more and no less', () => {
    fc.assert(
      fc.property(manifest, (any) => {
        const page = drawGraph(any, 'html');
        expect(page).to.include(drawGraph(any, 'svg'));
        expect(page.replace(drawGraph(any, 'svg'), '')).not.to.match(/<script|<b>|<!--/);
      }),
    );
  });
});
