import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** What is looked at of an answer. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Checks one answer. @throws Error when the document says something else of it */
export type CheckAnswer = (method: string, path: string, answer: Answer) => void;

const STAY = new Set(['properties', 'required', 'description', 'enum', 'examples', 'title']);

/** The same schema, without room for fields that it does not name: published shapes may grow, but not unsaid. */
const closed = (schema: any): any => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: any = Object.fromEntries(
    Object.entries(schema).map(([name, part]) => [name, STAY.has(name) ? part : closed(part)]),
  );
  if (schema.properties === undefined) return copy;
  copy.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, closed(part)]));
  return { additionalProperties: false, ...copy };
};

/** Holds answers against the OpenAPI document that the same server gives out: route, status, media type and shape. */
export const checkAnswers = (document: any): CheckAnswer => {
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  ajv.addSchema({
    $id: 'api',
    components: { schemas: closed({ properties: document.components.schemas }).properties },
  });
  const known = new Map<object, ValidateFunction>();
  const validatorOf = (schema: object): ValidateFunction => {
    const text = JSON.stringify(closed(schema)).replaceAll('"#/components/', '"api#/components/');
    if (!known.has(schema)) known.set(schema, ajv.compile(JSON.parse(text)));
    return known.get(schema)!;
  };
  const routes = Object.entries<any>(document.paths).map(([path, item]) => ({
    item,
    // Routes that are spelled out come before those with a parameter in the same place.
    rank: path.replaceAll(/\{\w+\}/g, '~'),
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`),
  }));
  routes.sort((a, b) => (a.rank < b.rank ? -1 : 1));

  return (method, path, { status, headers, body }) => {
    const [plain] = path.split('?') as [string];
    const operation = routes.find(({ pattern }) => pattern.test(plain))?.item[method.toLowerCase()];
    if (!operation) return;
    const said = operation.responses[status] ?? operation.responses.default;
    const name = `${method} ${plain} -> ${status}`;
    if (!said) throw new Error(`${name}: the document does not know this answer`);
    const [type] = (headers.get('content-type') ?? '').split(';') as [string];
    if (type === '' && body === '') return;
    const media = said.content?.[type];
    if (!media) throw new Error(`${name}: the document does not know ${type}`);
    if (!/json$/.test(type)) return;
    const validate = validatorOf(media.schema);
    if (!validate(body)) throw new Error(`${name}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
  };
};
