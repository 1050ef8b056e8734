import { randomUUID } from 'node:crypto';
import { execute, type GraphQLError } from 'graphql';
import { type Answer, jsonAnswer, Unsupported } from '../answer.js';
import type { Context } from '../context.js';
import { readDocument, SCHEMA } from './documents.js';
import { Refusal, Refusals } from './refusal.js';
import { ROOT } from './root.js';

/** The name under which the log and the faults know a GraphQL request: its first field. */
export function graphqlRoute(query: string): string {
  const read = readDocument(query);
  const [operation] = 'document' in read ? read.document.definitions : [];
  if (operation?.kind !== 'OperationDefinition') return 'graphql.other';
  const [field] = operation.selectionSet.selections;
  return `graphql.${field?.kind === 'Field' ? field.name.value : 'other'}`;
}

/** Names of the fields that a request asks for at the root; a fragment there is `…`, a faulty request has none. */
export function rootFields(query: string): readonly string[] {
  const read = readDocument(query);
  const definitions = 'document' in read ? read.document.definitions : [];
  return definitions.flatMap((one) =>
    one.kind === 'OperationDefinition'
      ? one.selectionSet.selections.map((field) => (field.kind === 'Field' ? field.name.value : '…'))
      : [],
  );
}

/** Answers a query or mutation. Status 200 always; what went wrong stands in `errors`. */
export async function answerGraphql(context: Context): Promise<Answer> {
  const read = readDocument(context.body.text('query') ?? '');
  if ('errors' in read) return respond(undefined, read.errors.flatMap(described));
  const result = await execute({
    schema: SCHEMA,
    document: read.document,
    variableValues: context.body.object('variables'),
    operationName: context.body.text('operationName'),
    rootValue: ROOT,
    contextValue: context,
  });
  return respond(result.data, (result.errors ?? []).flatMap(described));
}

/** Bad keys and missing headers: an error, and still status 200. */
export function graphqlRefusal(errorClass: string, message: string): Answer {
  return respond(null, [{ message, extensions: { errorClass, errorType: 'developer_error' } }]);
}

function respond(data: unknown, errors: readonly unknown[]): Answer {
  const extensions = { requestId: randomUUID() };
  const body = { data: data ?? null, ...(errors.length > 0 ? { errors } : {}), extensions };
  return { ...jsonAnswer(200, body), executed: errors.length === 0 };
}

/** Digits are taken out of messages: a client's mistake may have put a card where a message quotes it. */
function described(error: GraphQLError): Record<string, unknown>[] {
  const { originalError } = error;
  const known = originalError instanceof Refusals ? originalError.list : [refusalOf(error)];
  return known.map(({ message, extensions }) => ({
    message: message.replace(/\d{4,}/g, '…'),
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions,
  }));
}

function refusalOf({ originalError, message }: GraphQLError): Pick<Refusal, 'message' | 'extensions'> {
  if (originalError instanceof Refusal) return originalError;
  if (originalError instanceof Unsupported) {
    const text = `The local sandbox does not support ${originalError.what}.`;
    return { message: text, extensions: { errorClass: 'VALIDATION', errorType: 'developer_error' } };
  }
  // A fault of the sandbox itself: the request's database transaction must not stand.
  if (originalError && originalError.name !== 'GraphQLError') throw originalError;
  return { message, extensions: { errorClass: 'VALIDATION', errorType: 'developer_error' } };
}
