/** A process that keeps another one, tells nobody, and dies as it is told: `kept-parent <port> exit | throw | idle`. */
import { runKept } from '../../lib/local/kept-process.js';
import { connectingProgram } from './connecting-program.js';

const [port, ending] = process.argv.slice(2);
runKept(process.execPath, ['-e', connectingProgram(Number(port))], {});

process.stdin.once('data', () => {
  if (ending === 'exit') process.exit();
  if (ending === 'throw') throw new Error('as told');
  // Nothing of its own is left to do then, and the process that it keeps must not keep it.
  if (ending === 'idle') process.stdin.destroy();
});
