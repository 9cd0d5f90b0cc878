import { expect } from 'chai';
import { readTemplate } from '../../lib/loading/template.js';

describe('the short forms of a template', () => {
  it('are the objects that they are short for, inside of each other too', async () => {
    const text = `
      a: !If [IsProd, !Ref Name, !Sub ['\${x}', { x: !GetAtt Table.Stream.Arn }]]
      b: { c: !Not [!Condition IsProd], d: !Join ['-', [!Select [0, !Ref Zones], !GetAtt [Table, Arn]]] }`;
    expect(await readTemplate(text, 'template.yaml')).to.deep.equal({
      a: {
        'Fn::If': [
          'IsProd',
          { Ref: 'Name' },
          { 'Fn::Sub': [`\${x}`, { x: { 'Fn::GetAtt': ['Table', 'Stream.Arn'] } }] },
        ],
      },
      b: {
        c: { 'Fn::Not': [{ Condition: 'IsProd' }] },
        d: {
          'Fn::Join': ['-', [{ 'Fn::Select': [0, { Ref: 'Zones' }] }, { 'Fn::GetAtt': ['Table', 'Arn'] }]],
        },
      },
    });
  });
});
