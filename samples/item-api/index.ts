/** Writes what would be deployed, for which it needs no AWS account, and runs the functions on this machine. */
import { relative } from 'node:path';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { ConfigurationError } from 'onstream';
import { assembly } from './app.js';
import { startItemApi, type TableProperties } from './local.js';

/** A resource of the template. */
interface Resource {
  readonly Type: string;
  readonly Properties: TableProperties;
}

async function main(): Promise<void> {
  const { template, templateFullPath } = assembly.getStackByName('ItemApi');
  const resources: Resource[] = Object.values(template.Resources);
  const count = (type: string) => resources.filter(({ Type }) => Type === type).length;
  console.log(
    `${relative(process.cwd(), templateFullPath)}: ${count('AWS::Lambda::Function')} functions, ` +
      `${count('AWS::Lambda::EventSourceMapping')} event source mappings, ${resources.length} resources in all`,
  );

  const table = resources.find(({ Type }) => Type === 'AWS::DynamoDB::Table');
  const api = await startItemApi(table?.Properties ?? {});
  try {
    show('PUT /items', await api.put(JSON.stringify({ id: 'lamp', name: 'Lamp', price: 20, stock: 2 })));
    show('PUT /items', await api.put(JSON.stringify({ id: 'lamp', name: 'Lamp', price: 25, stock: 0 })));
    show('PUT /items', await api.put(JSON.stringify({ name: 'Chair' })));
    show('GET /items/lamp', await api.get('lamp'));
    show('GET /items/chair', await api.get('chair'));
    await api.caughtUp();
  } finally {
    await api.stop();
  }
}

function show(request: string, { statusCode, body }: APIGatewayProxyResult): void {
  console.log(`${request} -> ${statusCode} ${body}`);
}

main().catch((error: unknown) => {
  // This one is for whoever reads it, not for whoever debugs.
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
});
