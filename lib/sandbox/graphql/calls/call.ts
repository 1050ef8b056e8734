import type { Answer } from '../../answer.js';
import type { Context } from '../../context.js';
import { Fields } from '../../fields.js';

/** Arguments of every mutation. */
export interface Input<T> {
  readonly input: T & { readonly clientMutationId?: string | null };
}

/** A mutation: what it resolves to gets the client's mutation id added. */
export function mutation<T>(
  work: (input: T, context: Context) => Promise<Record<string, unknown>>,
): (args: Input<T>, context: Context) => Promise<Record<string, unknown>> {
  return async (args, context) => {
    const { input } = args ?? {};
    const { clientMutationId = null } = input ?? {};
    return { clientMutationId, ...(await work((input ?? {}) as T, context)) };
  };
}

/** Lets a resource of the XML interface do the work. */
export function through(
  resource: (context: Context) => Promise<Answer>,
  context: Context,
  { body = {}, path = [] }: { readonly body?: unknown; readonly path?: readonly string[] },
): Promise<Answer> {
  return resource({ ...context, body: new Fields(body), path });
}

/** Without the fields that are not given, so that the XML interface does not take them for empty. */
export function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
}
