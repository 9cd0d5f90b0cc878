/** Synthesizes an app whose handlers, in `orders.mjs`, their build and the construct are all of the installed package. */
export const SYNTHESIZE = `
function synthesize({ App, Stack }, { Table, AttributeType, StreamViewType }, { StreamFunction }) {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Shop');
  const orders = new Table(stack, 'Orders', {
    tableName: 'Orders',
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    stream: StreamViewType.NEW_IMAGE,
  });
  new StreamFunction(stack, 'Handlers', { entry: 'orders.mjs', tables: { Orders: orders } });
  const { Resources } = stack.node.root.synth().getStackByName('Shop').template;
  console.log(JSON.stringify(Object.values(Resources).map(({ Type }) => Type).sort()));
}
`;

export const HANDLERS = `
import { bootstrap, stream } from 'onstream';
export const handler = bootstrap(stream({ table: 'Orders' }).onInsert(() => {}), {
  eventSource: { maximumRetryAttempts: 3 },
});
`;

/** The types of the resources that it prints. */
export const RESOURCES = [
  'AWS::DynamoDB::Table',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
];
