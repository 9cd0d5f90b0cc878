import { load } from '../../loading/optional-package.js';

/** The part of the `S3` of `@aws-sdk/client-s3` that is used. */
interface S3Client {
  listObjectsV2(input: { Bucket: string; Prefix: string; ContinuationToken?: string }): Promise<{
    readonly Contents?: { readonly Key?: string | undefined }[] | undefined;
    readonly NextContinuationToken?: string | undefined;
  }>;
  getObject(input: { Bucket: string; Key: string }): Promise<{
    readonly Body?: { transformToString(): Promise<string> } | undefined;
    readonly ETag?: string | undefined;
    readonly LastModified?: Date | undefined;
  }>;
  putObject(input: {
    Bucket: string;
    Key: string;
    Body: string;
    ContentType: string;
    IfMatch?: string;
    IfNoneMatch?: string;
  }): Promise<{ readonly ETag?: string | undefined }>;
  copyObject(input: { Bucket: string; Key: string; CopySource: string }): Promise<unknown>;
  deleteObject(input: { Bucket: string; Key: string; IfMatch?: string }): Promise<unknown>;
  destroy(): void;
  readonly middlewareStack: {
    add(middleware: Middleware, options: { readonly step: 'deserialize'; readonly name: string }): void;
  };
}

type Handler = (args: object) => Promise<{ readonly response: unknown }>;
type Middleware = (next: Handler) => Handler;

export interface BucketClient extends Omit<S3Client, 'middlewareStack'> {
  /** The time of S3 at its last answer, in milliseconds since the epoch: this machine's clock may be wrong. */
  now(): number;
}

/** By a name that the compiler does not see through: types that name the packages would need them installed. */
export async function connectBucket(config: object): Promise<BucketClient> {
  const name: string = '@aws-sdk/client-s3';
  const { S3 } = await load<{ S3: new (config: object) => S3Client }>(name, () => import(name), 'onstream redrive');
  const client = new S3(config);
  let answeredAt = Number.NaN;
  const keepDate: Middleware = (next) => async (args) => {
    const result = await next(args);
    answeredAt = Date.parse(Object(Object(result.response).headers).date);
    return result;
  };
  client.middlewareStack.add(keepDate, { step: 'deserialize', name: 'onstreamDate' });
  return Object.assign(client, { now: () => (Number.isNaN(answeredAt) ? Date.now() : answeredAt) });
}
