/** Longer than any engine needs to answer once it is up. */
const ANSWER_MS = 5000;

/**
 * Why nothing at this endpoint answers as DynamoDB does; `undefined` where something does. A refusal in DynamoDB's own
 * form counts as an answer.
 */
export async function whyNoAnswer(endpoint: string, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const timeout = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        // The engines read the form of the signature and do not check it.
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20120810/local/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
      },
      body: '{}',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    const text = await response.text();
    return /"(TableNames|__type)"/.test(text) ? undefined : `it answers, but not as DynamoDB (HTTP ${response.status})`;
  } catch (error) {
    return reasonOf(error);
  }
}

/** `fetch` says "fetch failed" and puts what happened into the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError) return cause.errors.map(String).join('; ');
  return cause instanceof Error ? cause.message : error.message;
}
