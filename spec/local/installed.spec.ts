import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { installedPackage } from '../../lib/local/installed.js';

describe('installedPackage', () => {
  let project: string;

  beforeEach(() => {
    project = realpathSync(mkdtempSync(join(tmpdir(), 'onstream-')));
    mkdirSync(join(project, 'node_modules', 'some-engine'), { recursive: true });
    mkdirSync(join(project, 'packages', 'app'), { recursive: true });
    writeFileSync(join(project, 'node_modules', 'some-engine', 'package.json'), '{}');
  });

  afterEach(() => rmSync(project, { recursive: true }));

  it('finds a package of the project, from a workspace of it too', () => {
    const folder = join(project, 'node_modules', 'some-engine');
    expect(installedPackage('some-engine', [join(project, 'package.json')])).to.equal(folder);
    expect(installedPackage('some-engine', [join(project, 'packages', 'app', 'package.json')])).to.equal(folder);
  });

  it('asks every place before it gives up', () => {
    const places = [join(tmpdir(), 'package.json'), join(project, 'index.js')];
    expect(installedPackage('some-engine', places)).to.equal(join(project, 'node_modules', 'some-engine'));
    expect(installedPackage('no-such-engine', places)).to.equal(undefined);
  });

  it('finds what this package has installed without being told where to look', () => {
    expect(installedPackage('mocha')).to.be.a('string');
  });
});
