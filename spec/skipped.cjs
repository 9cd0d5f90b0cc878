// Specs that need a program which npm does not bring are skipped by name where it is missing (needs.ts). Mocha may run
// files in processes of their own: each appends what it skips to one file, and the first process prints the sum at the
// end of the run.
const { appendFileSync, existsSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

process.env.SKIPPED_SPECS ??= join(tmpdir(), `onstream-skipped-${process.pid}.jsonl`);
const file = process.env.SKIPPED_SPECS;

/** Counts specs that are not run, since they need this. */
exports.countSkipped = (count, need) => appendFileSync(file, `${JSON.stringify({ count, need })}\n`);

exports.mochaGlobalTeardown = () => {
  if (!existsSync(file)) return;
  const counts = new Map();
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const { count, need } = JSON.parse(line);
    counts.set(need, (counts.get(need) ?? 0) + count);
  }
  rmSync(file);
  for (const [need, count] of counts)
    console.log(
      `${count === 1 ? '1 spec was not run: it needs' : `${count} specs were not run: they need`} ${need}.\n`,
    );
};
