import { expect } from 'chai';
import { faultOf } from '../../lib/local/stream-faults.js';

describe('faultOf', () => {
  const named = (name: string, more: object = {}) => faultOf(Object.assign(new Error('failed'), { name, ...more }));

  it('knows what calls for another iterator', () => {
    expect(named('ExpiredIteratorException')).to.equal('expired');
    expect(named('TrimmedDataAccessException')).to.equal('trimmed');
    expect(named('ResourceNotFoundException')).to.equal('gone');
  });

  it('lets throttling, connection errors and faults of the service pass', () => {
    expect(named('ProvisionedThroughputExceededException')).to.equal('passing');
    expect(named('Error', { code: 'ECONNRESET' })).to.equal('passing');
    expect(named('AggregateError', { code: 'ECONNREFUSED' })).to.equal('passing');
    expect(named('SomethingNew', { $fault: 'server' })).to.equal('passing');
  });

  it('takes everything else for fatal', () => {
    expect(named('AccessDeniedException', { $fault: 'client' })).to.equal('fatal');
    expect(named('constructor')).to.equal('fatal');
    expect(named('Error', { code: 'ERR_ASSERTION' })).to.equal('fatal');
    expect(faultOf('a string')).to.equal('fatal');
  });
});
