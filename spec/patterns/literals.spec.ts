import { NumberValueImpl } from '@aws-sdk/util-dynamodb';
import { describeExamples } from './examples.js';

const bytes = new Uint8Array([1]);

describeExamples('a literal', [
  [{ a: ['x'] }, [{ a: 'x' }], [{ a: 'X' }, { a: 'xx' }, { a: '' }, { b: 'x' }, {}, { a: null }, { a: { x: 'x' } }]],
  [{ a: 'x' }, [{ a: 'x' }], [{ a: 'y' }]],
  [{ a: ['x', 'y', 1] }, [{ a: 'x' }, { a: 'y' }, { a: 1 }], [{ a: 'z' }, { a: '1' }]],
  [{ a: [''] }, [{ a: '' }], [{ a: 'x' }, {}, { a: null }]],
  [{ a: [true] }, [{ a: true }], [{ a: false }, { a: 'true' }, { a: 1 }, {}]],
  [{ a: [false] }, [{ a: false }], [{ a: true }, { a: 0 }, { a: null }, { a: '' }, {}]],
  [{ a: [null] }, [{ a: null }], [{ a: 'null' }, { a: false }, {}, { a: 0 }]],
  [{ a: null }, [{ a: null }], [{}]],
  [{ a: [1] }, [{ a: 1 }, { a: 1n }, { a: new NumberValueImpl('1.000') }], [{ a: '1' }, { a: true }, { a: 1.5 }]],
  [{ a: [0] }, [{ a: 0 }, { a: -0 }], [{ a: '' }, { a: false }, { a: 1e-130 }, {}]],
  [{ a: [-1.5] }, [{ a: -1.5 }], [{ a: 1.5 }]],
  [{ a: [0.1] }, [{ a: 0.1 }], [{ a: new NumberValueImpl('0.1000000000000000055511151231257827') }]],
  [{ a: [1e21] }, [{ a: 10n ** 21n }], [{ a: 10n ** 21n + 1n }]],
  [{ a: [2n ** 60n] }, [{ a: 2n ** 60n }], [{ a: 2n ** 60n + 1n }, { a: 2n ** 60n - 1n }]],
  [{ a: ['x'], b: ['y'] }, [{ a: 'x', b: 'y' }], [{ a: 'x' }, { b: 'y' }, { a: 'y', b: 'x' }]],
]);

describeExamples('a list or a set', [
  [
    { a: ['x'] },
    [{ a: ['x'] }, { a: ['y', 'x'] }, { a: [1, null, 'x'] }, { a: new Set(['x', 'y']) }],
    [{ a: [] }, { a: [['x']] }],
  ],
  [{ a: ['x'] }, [], [{ a: ['y'] }, { a: [{ x: 'x' }] }, { a: new Set(['y']) }, { a: new Set([1]) }]],
  [{ a: [2] }, [{ a: new Set([1, 2n]) }, { a: [2] }], [{ a: [[2]] }, { a: new Set(['2']) }, { a: new Set([12]) }]],
  [{ a: { prefix: 'x' } }, [{ a: ['ax', 'xa'] }, { a: new Set(['xa']) }], [{ a: ['ax'] }]],
  [{ a: { numeric: ['>', 5] } }, [{ a: new Set([1, 9]) }], [{ a: new Set([1, 5]) }, { a: ['9'] }]],
  [{ a: { numeric: ['>', 5, '<', 8] } }, [{ a: [1, 7] }], [{ a: [1, 9] }]],
  [
    { a: { 'anything-but': 'x' } },
    [{ a: ['x', 'y'] }, { a: new Set(['y']) }],
    [{ a: ['x'] }, { a: [] }, { a: [[1]] }, { a: {} }],
  ],
  [{ a: { 'anything-but': 'x' } }, [{ a: new Set([bytes]) }], [{ a: new Set(['x']) }, { a: [['x']] }]],
  [{ a: { exists: true } }, [{ a: [] }, { a: [1] }, { a: new Set([1]) }], [{}]],
  [{ a: { exists: false } }, [{}], [{ a: [] }, { a: [[]] }]],
  [{ a: { sku: 'x' } }, [{ a: [{ sku: 'y' }, { sku: 'x' }] }], [{ a: ['x'] }, { a: [] }, { a: [[{ sku: 'x' }]] }]],
  [{ a: { sku: 'x', qty: 1 } }, [{ a: [{ sku: 'x', qty: 1 }] }], [{ a: [{ sku: 'x' }, { qty: 1 }] }]],
]);
