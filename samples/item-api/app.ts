/** The CDK app: `npx cdk synth` here, or `npm run sample item-api`, writes its template and functions to cdk.out. */
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { ItemApiStack } from './item-api-stack.js';

const app = new App({ outdir: process.env.CDK_OUTDIR ?? join(__dirname, 'cdk.out') });
new ItemApiStack(app, 'ItemApi');

export const assembly = app.synth();
