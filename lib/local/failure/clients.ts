import { load } from '../../loading/optional-package.js';

/** The part of the `S3` of `@aws-sdk/client-s3` that is used. */
export interface ObjectStore {
  putObject(input: { Bucket: string; Key: string; Body: string; ContentType: string }): Promise<unknown>;
}

/** The part of the `SQS` of `@aws-sdk/client-sqs` that is used. */
export interface MessageQueue {
  sendMessage(input: { QueueUrl: string; MessageBody: string }): Promise<unknown>;
}

export interface ClientOptions {
  /** What the AWS client is made with: region, endpoint, credentials and so on. @default the environment's */
  readonly clientConfig?: object;
}

export async function connectS3(config: object): Promise<ObjectStore> {
  const { S3 } = await importClient<{ S3: new (config: object) => ObjectStore }>('@aws-sdk/client-s3');
  return new S3(config);
}

export async function connectSQS(config: object): Promise<MessageQueue> {
  const { SQS } = await importClient<{ SQS: new (config: object) => MessageQueue }>('@aws-sdk/client-sqs');
  return new SQS(config);
}

/** By a name that the compiler does not see through: types that name the packages would need them installed. */
function importClient<T>(name: string): Promise<T> {
  return load(name, () => import(name), 'onstream/local');
}

/** Connects on the first call only. */
export function connectOnce<T>(connect: (config: object) => Promise<T>, config: object = {}): () => Promise<T> {
  let client: Promise<T> | undefined;
  return () => {
    client ??= connect(config);
    return client;
  };
}
