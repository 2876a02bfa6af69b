import type { RegistryConfig } from '@rapport/edge';
import type { Subject } from './subjects';

/** The registry has refused a schema; sent again it would be refused again. */
export class SchemaRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SchemaRefused';
  }
}

const TIMEOUT_MS = 10_000;
const CONTENT = 'application/vnd.schemaregistry.v1+json';
/** Readers who know an older version must be able to read a newer one: that is what our own check of schemas holds us to. */
const COMPATIBILITY = 'FORWARD';
const REFUSALS = [409, 422];

/** A registry that speaks the protocol of Confluent's (Karapace and Apicurio, under `/apis/ccompat/v7`, do too). */
export class Registry {
  constructor(private readonly config: RegistryConfig) {}

  /**
   * Registers a schema as a version of its subject; one that is there already stays as it is. A new subject takes only what older
   * readers can read, unless the operator has said otherwise for it.
   * @throws SchemaRefused | Error when the registry cannot be reached or fails
   */
  async register({ name, schema }: Subject): Promise<void> {
    const subject = encodeURIComponent(name);
    const known = await this.#call('GET', `/config/${subject}`);
    if (known.status === 404) await this.#told('PUT', `/config/${subject}`, { compatibility: COMPATIBILITY });
    else if (known.status >= 400) throw this.#failure(known);
    await this.#told('POST', `/subjects/${subject}/versions`, { schemaType: 'JSON', schema: JSON.stringify(schema) });
  }

  async #told(method: string, path: string, body: object): Promise<void> {
    const answer = await this.#call(method, path, body);
    if (answer.status >= 400) throw this.#failure(answer);
  }

  async #call(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const { url, login } = this.config;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        accept: `${CONTENT}, application/json`,
        ...(body && { 'content-type': CONTENT }),
        ...(login && {
          authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`,
        }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, text: await response.text() };
  }

  /** The registry's own words, shortened. */
  #failure({ status, text }: { readonly status: number; readonly text: string }): Error {
    const said = `${status} ${saidIn(text).slice(0, 500)}`.trim();
    return REFUSALS.includes(status) ? new SchemaRefused(said) : new Error(said);
  }
}

const saidIn = (text: string): string => {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
};
