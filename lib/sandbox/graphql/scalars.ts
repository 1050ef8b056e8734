import type { GraphQLScalarType } from 'graphql';
import { GraphQLError, type GraphQLSchema, isScalarType } from 'graphql';

const FORMS: Readonly<Record<string, RegExp>> = {
  Amount: /^-?\d+(\.\d{1,3})?$/,
  Month: /^\d{2}$/,
  Year: /^\d{4}$/,
  UsBankAccountNumber: /^\d{1,17}$/,
  UsBankRoutingNumber: /^\d{8,9}$/,
  UsZipCode: /^\d{5}(-\d{4})?$/,
  Timestamp: /^\d{4}-\d{2}-\d{2}/,
  Date: /^\d{4}-\d{2}-\d{2}$/,
};
const FREE = new Set(['Anything']);
/** Checked by the mutations, whose errors have codes. */
const LOOSE = new Set(['Amount', 'Month', 'Year']);

/** Makes the schema's scalars take texts (and numbers) only, of the form that they have. No value is ever quoted. */
export function shapeScalars(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || type.astNode === undefined || type.astNode === null) continue;
    if (!FREE.has(type.name)) shape(type);
  }
}

function shape(type: GraphQLScalarType): void {
  const read = (value: unknown): string => {
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new GraphQLError(`Expected a value of type ${type.name}.`);
    }
    const text = String(value);
    if (!LOOSE.has(type.name) && FORMS[type.name]?.test(text) === false) {
      throw new GraphQLError(`The value is not a valid ${type.name}.`);
    }
    return text;
  };
  type.parseValue = read;
  type.parseLiteral = (node) => {
    if (node.kind === 'StringValue' || node.kind === 'IntValue' || node.kind === 'FloatValue')
      return read(node.value);
    throw new GraphQLError(`Expected a value of type ${type.name}.`);
  };
}
