import { isObject } from '../../../errors.js';

/** By the path of what makes a stream: what makes it another stream when it changes. */
export type Streams = ReadonlyMap<string, string>;

/** A table without a stream. */
const NONE = '';

/** The streams of CloudFormation's resources. */
export function streamsIn(resources: unknown, path: string): Streams {
  const streams = new Map<string, string>();
  for (const [id, resource] of Object.entries(Object(resources))) {
    if (!isObject(resource)) continue;
    const { StreamSpecification: own, KinesisStreamSpecification: kinesis, Name } = Object(resource.Properties);
    if (resource.Type === 'AWS::Kinesis::Stream')
      streams.set(`${path}.${id}`, JSON.stringify(Name) ?? 'of a made-up name');
    if (resource.Type === 'AWS::DynamoDB::Table' && (own ?? kinesis) !== undefined)
      streams.set(`${path}.${id}`, JSON.stringify([Object(own).StreamViewType, Object(kinesis).StreamArn]));
  }
  return streams;
}

/** The streams of Terraform's resources. */
export function streamsInHcl(text: string): Streams {
  const streams = new Map<string, string>();
  for (const [, type = '', name, body = ''] of text.matchAll(/^resource "(\w+)" "([^"]+)" \{$(.*?)^\}/gms)) {
    const attribute = { aws_dynamodb_table: 'stream_view_type', aws_kinesis_stream: 'name' }[type];
    const [, value] = new RegExp(`^  ${attribute} += (.*)$`, 'm').exec(body) ?? [];
    if (attribute !== undefined) streams.set(`${type}.${name}`, value ?? NONE);
  }
  return streams;
}

/** A sentence for each stream that another one takes the place of. */
export function newStreams(before: Streams, after: Streams): string[] {
  return [...before].flatMap(([path, old]) => {
    const isTable = /^\[|^"(NEW|OLD|KEYS)_/.test(old);
    const now = after.get(path);
    // A table that another template defines from now on keeps its stream.
    if (now === old || old === NONE || (now === undefined && isTable)) return [];
    const what = isTable ? 'the changes of this table go to another stream' : 'this stream goes, or is made anew';
    return [
      `! ${path}: ${what}: what is unread in the old one is lost for this function, and others that read it are cut off`,
    ];
  });
}
