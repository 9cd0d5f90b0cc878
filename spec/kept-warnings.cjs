// What the code under test prints with console.warn and console.error, which many specs provoke beside what they are
// about, is shown for a spec that fails, and for no other.
const { format } = require('node:util');

const { warn, error } = console;
let kept = [];

function keep(...words) {
  kept.push(format(...words));
}

exports.mochaHooks = {
  beforeEach() {
    kept = [];
    console.warn = keep;
    console.error = keep;
  },
  afterEach() {
    // A spec that has put its own in place has also put it back.
    console.warn = warn;
    console.error = error;
    if (this.currentTest.state === 'failed') for (const line of kept) console.warn(line);
  },
};
