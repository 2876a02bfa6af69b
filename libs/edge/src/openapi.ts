import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { channels, typeDefinition } from '@rapport/events';
import { nameSchemas } from './name-schemas';
import { accessTo } from './permissions';

const ABOUT = `Every touchpoint an immutable event, every view a fold of them. Errors are RFC 9457 problems with a stable
\`type\`. Reads answer with the log position that they include (\`Rapport-Position\`); pass a receipt's position as
\`minPosition\` to read your own write. Personal fields are sealed at rest and opened by role; other roles see
\`{"masked": "<class>"}\`, and \`{"erased": true}\` stands where a person has been erased.`;

/** Builds the OpenAPI 3.1 document of all endpoints; payloads of the channels come from their definitions. */
export const describeApi = (app: INestApplication, version: string): OpenAPIObject => {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Rapport')
    .setDescription(ABOUT)
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    // Where the document comes from.
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An access key, rk_<id>_<secret>' }, 'key')
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'The access key as user, no password' }, 'basic')
    .addSecurityRequirements('key')
    .addSecurityRequirements('basic')
    .build();
  const document = SwaggerModule.createDocument(app, config, { autoTagControllers: false });
  const schemas: Schemas = { ...document.components?.schemas, ...payloadSchemas(), Problem: PROBLEM };
  document.paths = nameSchemas(document.paths, schemas as Record<string, object>);
  document.components = { ...document.components, schemas };
  for (const [path, item] of Object.entries(document.paths)) addRolesAndProblems(path, item);
  return document;
};

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** JSON Schema of each event type's data, by type; the same that ingest validates with. */
const payloadSchemas = (): Schemas => {
  const types = Object.values(channels).flatMap(({ payloads }) => Object.keys(payloads));
  return Object.fromEntries(types.flatMap((type) => [[type, typeDefinition(type)?.schema ?? {}]])) as Schemas;
};

const PROBLEM = {
  type: 'object',
  // RFC 9457 3.2: a kind of problem may say more, such as `code` and `quarantineId`.
  additionalProperties: true,
  required: ['type', 'title', 'status', 'detail', 'instance'],
  properties: {
    type: { type: 'string', description: 'Stable: urn:rapport:problem:<code>' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'For people; may change' },
    instance: { type: 'string', description: 'urn:uuid of the request; the log has it too' },
  },
} as Schemas[string];

const METHODS = ['get', 'post', 'put', 'delete', 'patch'] as const;
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const addRolesAndProblems = (path: string, item: OpenAPIObject['paths'][string]): void => {
  for (const method of METHODS) {
    const operation = item[method];
    const access = accessTo(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'));
    if (!operation || !access || access === 'public') continue;
    const roles = `Roles: ${access.join(', ')}.`;
    operation.description = [operation.description, roles].filter(Boolean).join('\n\n');
    Object.assign(operation.responses, {
      400: problem('The request is not well formed, or names a parameter that the route does not take'),
      401: problem('No key, or one that is unknown or revoked'),
      403: problem('The role of the key may not do that'),
      429: problem('The key has used up its requests; see Retry-After'),
      ...operation.responses,
      default: problem('What any server may say of any request, such as 405, 406, 413, 414, 415 or 503'),
    });
  }
};
