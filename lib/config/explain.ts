import { z } from 'zod';
import { type ConfigFault, didYouMean } from './fault.js';
import type { Source } from './source.js';

/** One fault of the schema in words: what is wrong and what to write instead. Never shows the value. */
export function explain(issue: z.core.$ZodIssue, schema: z.ZodType, source: Source): ConfigFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const known = keysAt(schema, issue.path);
      const meant = didYouMean(key, known);
      const message = meant
        ? `is not an option; did you mean ${meant}?`
        : `is not an option; here are: ${known.join(', ')}`;
      return { option: name(path), ...source.place(path), message };
    });
  }
  const path = issue.path;
  return [{ option: name(path), ...source.place(path), message: words(issue, source.at(path)) }];
}

function words(issue: z.core.$ZodIssue, given: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      if (given === undefined || given === null) return 'is missing; give it a value';
      return `must be ${TYPES[issue.expected] ?? issue.expected}${typeof given === 'number' && issue.expected === 'string' ? '; put it in quotes' : ''}`;
    case 'invalid_value': {
      const known = issue.values.map(String);
      const meant = typeof given === 'string' ? didYouMean(given, known) : undefined;
      return `must be one of ${known.join(', ')}${meant ? `; did you mean ${meant}?` : ''}`;
    }
    case 'too_small':
      return issue.origin === 'number'
        ? `must be at least ${issue.minimum}${issue.inclusive ? '' : ' and not equal to it'}`
        : 'must not be empty';
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_union':
      return given === undefined ? 'is missing; give it a value' : issue.message;
    case 'invalid_format':
      // A pattern says nothing to a person: each option has words of its own.
      return issue.message.startsWith('must') ? issue.message : 'has a form that is not allowed here';
    case 'invalid_key':
      return 'has a key that is not allowed; a currency code is three capitals, such as USD';
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section with options',
  record: 'a section with options',
};

function name(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let node: unknown = schema;
  for (const key of [...path, undefined]) {
    while (node instanceof z.ZodPrefault || node instanceof z.ZodOptional || node instanceof z.ZodDefault) {
      node = node.unwrap();
    }
    if (key === undefined || !(node instanceof z.ZodObject)) break;
    node = (node.shape as Record<PropertyKey, unknown>)[key];
  }
  return node instanceof z.ZodObject ? Object.keys(node.shape) : [];
}
