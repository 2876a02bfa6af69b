import { ROLES } from '@rapport/edge';
import { Command, Option } from 'commander';
import { connect } from '../client';
import { answer, say, table } from '../terminal';
import { rotateIdentifiersVerb } from './rotate-identifiers';
import { rotateMasterVerb } from './rotate-master';

interface Key {
  readonly keyId: string;
  readonly role: string;
  readonly name: string;
  readonly sources: readonly string[];
  readonly created: string;
  readonly revoked: string | null;
}
type Env = Readonly<Record<string, string | undefined>>;

const asTable = (keys: readonly Key[]): string =>
  table([
    ['id', 'role', 'name', 'sources', 'created', 'revoked'],
    ...keys.map(({ keyId, role, name, sources, created, revoked }) => [
      keyId,
      role,
      name,
      sources.join(',') || 'all',
      created,
      revoked ?? '-',
    ]),
  ]);

const list = (env: Env): Command =>
  new Command('list')
    .description('all keys; their secrets are nowhere')
    .option('--json', 'as JSON', false)
    .action(async ({ json }: { json: boolean }) => {
      const { keys } = (await connect(env).ask('GET', '/v1/keys')) as { keys: Key[] };
      answer(json, keys, () => asTable(keys));
    });

interface Create {
  readonly role: string;
  readonly name: string;
  readonly source?: readonly string[];
  readonly json: boolean;
}

const create = (env: Env): Command =>
  new Command('create')
    .description('make a key; its text is shown once')
    .addOption(new Option('--role <role>', 'what it may do').choices([...ROLES]).makeOptionMandatory())
    .requiredOption('--name <name>', 'whose it is')
    .option('--source <prefix...>', 'sources that it may write for, by name prefix (default: all)')
    .option('--json', 'as JSON', false)
    .action(async ({ role, name, source, json }: Create) => {
      const body = { role, name, ...(source ? { sources: source } : {}) };
      const made = (await connect(env).ask('POST', '/v1/keys', body)) as { key: Key; text: string };
      say(`made ${made.key.keyId} (${role}); keep the text, it is not shown again`);
      answer(json, made, () => made.text);
    });

const revoke = (env: Env): Command =>
  new Command('revoke')
    .description('end a key for ever; noticed everywhere within two seconds')
    .argument('<id>')
    .action(async (id: string) => {
      await connect(env).ask('DELETE', `/v1/keys/${encodeURIComponent(id)}`);
      say(`revoked ${id}`);
    });

/** `rapport keys`: over HTTP, with RAPPORT_ADMIN_KEY or the key that the first start kept; the vault's own keys are changed past it. */
export const keys = (env: Env): Command => {
  const command = new Command('keys');
  for (const verb of [list, create, revoke, rotateMasterVerb, rotateIdentifiersVerb]) command.addCommand(verb(env));
  return command;
};
