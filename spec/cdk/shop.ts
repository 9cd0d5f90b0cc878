import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, StreamViewType, Table, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { App, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { StreamFunction, type StreamFunctionProps } from '../../lib/cdk/index.js';
import { DIST, ensureBuilt } from '../cli/built.js';

/** A developer's folder with modules of handlers. */
export class Sources {
  readonly folder: string;

  constructor() {
    ensureBuilt();
    mkdirSync(DIST, { recursive: true });
    this.folder = mkdtempSync(join(DIST, 'cdk-spec-'));
  }

  /** Writes a module, and gives its path. */
  save(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Writes a module that bootstraps these classes. */
  handlers(name: string, classes: string, options = ''): string {
    return this.save(
      name,
      `import { bootstrap, OnAny, OnInsert, OnRemove, Table } from 'onstream';
      ${classes}
      export const handler = bootstrap([${classes.match(/(?<=class )\w+/g)}], { ${options} });`,
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** A stack, in an app of its own. CDK's own validation of templates takes seconds: only who asks for it gets it. */
export class Shop extends Stack {
  constructor(scope: Construct = new App({ builtinCloudFormationValidation: false })) {
    super(scope, 'Shop');
  }

  /** A table with all images in its stream, and the name of its id. */
  table(id: string, props: Partial<TableProps> = {}): Table {
    return new Table(this, id, {
      tableName: id,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      ...props,
    });
  }

  streamFunction(props: StreamFunctionProps): StreamFunction {
    return new StreamFunction(this, 'Handlers', props);
  }

  /** The stack as CloudFormation gets it. */
  get template(): Template {
    return Template.fromStack(this);
  }

  /** The properties of all resources of a type, in the order of the template. */
  resources(type: string): Record<string, unknown>[] {
    return Object.values(this.template.findResources(type)).map(({ Properties }) => Properties);
  }

  /** What the function may do, beside writing its log. */
  get statements(): unknown[] {
    return this.resources('AWS::IAM::Policy').flatMap(({ PolicyDocument }) => Object(PolicyDocument).Statement);
  }
}
