import { expect } from 'chai';
import { checkInstalled, load, loadTogether } from '../../lib/loading/optional-package.js';

const missing = (name: string) => load(name, () => import(name), 'onstream build');
const told = (loads: Promise<unknown>[]) =>
  loadTogether(loads).catch((error: Error) => `${error.name}: ${error.message}`);

describe('packages that are needed together', () => {
  it('are all named where several are missing', async () => {
    expect(await told([missing('no-bundler'), load('chai', () => import('chai')), missing('no-zip')])).to.equal(
      'ConfigurationError: onstream build needs no-bundler and no-zip, which are not installed. ' +
        'Run: npm install --save-dev no-bundler no-zip',
    );
  });

  it('are named where one is missing', async () => {
    expect(await told([missing('no-bundler'), load('chai', () => import('chai'))])).to.equal(
      'ConfigurationError: onstream build needs no-bundler, which is not installed. ' +
        'Run: npm install --save-dev no-bundler',
    );
  });

  it('are no news where they are there', async () => {
    expect(await told([load('chai', () => import('chai'))])).to.equal(undefined);
  });

  it('are told as they are where they fail otherwise', async () => {
    expect(await told([missing('no-zip'), Promise.reject(new TypeError('broken'))])).to.equal('TypeError: broken');
  });
});

describe('the packages that a command needs', () => {
  const check = (...packages: string[]) => checkInstalled('onstream dev', packages, __filename);

  it('are all named where they are missing, with the one command that installs them', () => {
    expect(() => check('no-bundler', 'chai', 'no-zip', '@no/client')).to.throw(
      'onstream dev needs no-bundler, no-zip and @no/client, which are not installed. ' +
        'Run: npm install --save-dev no-bundler no-zip @no/client',
    );
  });

  it('are no news where they are there, for import alone too', () => {
    expect(() => check('esbuild', 'yaml', 'fflate', 'chai', '@aws-sdk/client-dynamodb', 'cli-progress')).not.to.throw();
  });
});
