import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { randomFrom } from '../../../lib/testing/simulation/random.js';
import { DIST, ensureBuilt } from '../../cli/built.js';
import { givenUp, inFolder } from '../../local/failure/given-up.js';

const SEED = Number(process.env.FAST_CHECK_SEED ?? 20_260_101);

/** Redrives a file of lines, and prints the id of each batch that it begins. */
const REDRIVE = `
const { redrive } = require(${JSON.stringify(join(DIST, 'cjs/replay/index.js'))});
const { writeSync } = require('node:fs');
const target = {
  async deliver(records) {
    writeSync(1, records[0].dynamodb.Keys.pk.S + '\\n');
    return { handled: records.length, failures: [] };
  },
};
redrive({ bucket: process.argv[1], target, originalId: true }).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
`;

/** Appends so many batches to a file of lines with toFile. */
const APPEND = `
const { toFile } = require(${JSON.stringify(join(DIST, 'cjs/local/index.js'))});
const [file, from, count, template] = process.argv.slice(1);
const keep = toFile(file);
(async () => {
  for (let n = Number(from); n < Number(from) + Number(count); n++) {
    const { payload, ...record } = JSON.parse(template.replaceAll('ITEM#1', 'ITEM#' + n));
    await keep(record, payload);
  }
})();
`;

const TEMPLATE = JSON.stringify({ ...givenUp().record, payload: givenUp({ text: 'x'.repeat(2_000) }).payload });

function start(program: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, ['-e', program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

function keysIn(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').match(/(?<="Keys":\{"pk":\{"S":")[^"]+/g) ?? [];
}

describe('redrive of a file of lines, by processes', function () {
  this.timeout(600_000);
  before(ensureBuilt);

  it('loses no batch that other processes append with toFile meanwhile, and handles each once', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'failed.jsonl');
      const [WRITERS, BATCHES] = [2, 500];
      const handled: string[] = [];
      let writing = WRITERS;
      const ended = Array.from({ length: WRITERS }, async (_, writer) => {
        const [code] = await once(start(APPEND, file, `${writer * BATCHES}`, `${BATCHES}`, TEMPLATE), 'exit');
        expect(code).to.equal(0);
        writing--;
      });
      // Again and again: each run puts a shorter file in place of the other, or none.
      for (let isLast = false; !isLast; ) {
        isLast = writing === 0;
        if (!existsSync(file)) continue;
        const child = start(REDRIVE, file);
        if (child.stdout) for await (const line of createInterface(child.stdout)) handled.push(line);
      }
      await Promise.all(ended);
      const all = Array.from({ length: WRITERS * BATCHES }, (_, n) => `ITEM#${n}`);
      expect(handled.toSorted()).to.deep.equal(all.toSorted());
      expect(keysIn(join(folder, 'done/failed.jsonl'))).to.have.members(all);
      expect(readdirSync(folder)).to.deep.equal(['done']);
    }));

  it(`loses no batch where it is killed at any time, and handles it at most once more for each kill (seed ${SEED})`, () =>
    inFolder(async (folder) => {
      const random = randomFrom(SEED);
      const file = join(folder, 'failed.jsonl');
      const all = Array.from({ length: 300 }, (_, n) => `ITEM#${n}`);
      writeFileSync(file, all.map((key) => `${TEMPLATE.replaceAll('ITEM#1', key)}\n`).join(''));
      const handled = new Map<string, number>();
      let kills = 0;
      while (existsSync(file)) {
        const child = start(REDRIVE, file);
        let left = 1 + Math.floor(random() * 60);
        if (child.stdout) {
          for await (const key of createInterface(child.stdout)) {
            handled.set(key, (handled.get(key) ?? 0) + 1);
            if (--left === 0) child.kill('SIGKILL');
          }
        }
        if (left <= 0) kills++;
        const known = new Set([...keysIn(file), ...keysIn(join(folder, 'done/failed.jsonl'))]);
        expect([...known]).to.have.members(all);
      }
      expect(kills).to.be.above(3);
      expect([...handled.keys()]).to.have.members(all);
      const more = [...handled.values()].reduce((sum, times) => sum + times - 1, 0);
      expect(more).to.be.at.most(kills);
    }));

  it('runs one of several that are started at once over the lock of a killed one', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'failed.jsonl');
      const all = Array.from({ length: 40 }, (_, n) => `ITEM#${n}`);
      writeFileSync(file, all.map((key) => `${TEMPLATE.replaceAll('ITEM#1', key)}\n`).join(''));
      const handled: string[] = [];
      const first = start(REDRIVE, file);
      if (first.stdout)
        for await (const key of createInterface(first.stdout)) {
          if (key === 'ITEM#0') first.kill('SIGKILL');
          handled.push(key);
        }
      const runs = Array.from({ length: 6 }, async () => {
        const child = start(REDRIVE, file);
        const keys: string[] = [];
        if (child.stdout) for await (const key of createInterface(child.stdout)) keys.push(key);
        return keys;
      });
      const later = (await Promise.all(runs)).flat();
      // Those that the first one had begun may come once more.
      expect(new Set([...handled, ...later]).size).to.equal(40);
      expect(later.length).to.equal(new Set(later).size);
    }));
});
