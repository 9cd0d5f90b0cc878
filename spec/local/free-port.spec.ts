import { expect } from 'chai';
import { freePort } from '../../lib/local/free-port.js';

describe('a free port', () => {
  it('is never the one that it must not be, however often the system would draw that', async () => {
    let previous = await freePort();
    for (let draws = 0; draws < 3000; draws++) {
      const port = await freePort(previous);
      expect(port).not.to.equal(previous);
      previous = port;
    }
  });
});
