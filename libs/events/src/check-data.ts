import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isDay, parseInstant } from './instant';
import type { JsonSchema } from './payload-schema';
import { typeDefinition } from './type-definition';

const FAULTS_MAX = 10;

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false });
ajv.addFormat('date', { type: 'string', validate: (text: string) => text.length === 10 && isDay(text) });
ajv.addFormat('date-time', { type: 'string', validate: (text: string) => parseInstant(text) !== null });
ajv.addVocabulary(['x-unit', 'x-personal', 'x-searchable']);

const compiled = new WeakMap<JsonSchema, ValidateFunction>();
const validatorOf = (schema: JsonSchema): ValidateFunction => {
  const found = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, found);
  return found;
};

const place = ({ instancePath }: ErrorObject) =>
  `data${instancePath.replace(/\/(\d+)(?=\/|$)/g, '[$1]').replaceAll('/', '.')}`;
const readable = (error: ErrorObject): string => {
  const allowed = error.params['allowedValues'] as readonly unknown[] | undefined;
  return `${place(error)} ${error.message}${allowed ? `: ${allowed.join(', ')}` : ''}`;
};

/**
 * Holds data against the schema of its type: a list of faults in words, empty when there is none (at most ten). Fields
 * that the schema does not name are fine. The schema is compiled at the type's first use.
 */
export const checkData = (type: string, data: unknown, version?: number): string[] => {
  const definition = typeDefinition(type);
  const schema = definition?.schemas[(version ?? definition.version) - 1];
  if (!definition || !schema) return [`no event type ${type}${version ? ` of version ${version}` : ''}`];
  const validate = validatorOf(schema);
  if (!validate(data)) return (validate.errors ?? []).slice(0, FAULTS_MAX).map(readable);
  const fault = schema === definition.schema ? definition.rule?.(data as Readonly<Record<string, unknown>>) : null;
  return fault ? [fault] : [];
};
