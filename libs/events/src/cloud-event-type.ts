import { typeDefinition, typeDefinitions } from './type-definition';

const PREFIX = 'io.rapport.';
const kebab = (type: string): string => type.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
const byKebab = new Map(typeDefinitions().map(({ type }) => [kebab(type), type]));

/** The CloudEvents name of an event type: `PurchaseMade` is `io.rapport.purchase-made.v1`. */
export const cloudEventTypeOf = (type: string, version = typeDefinition(type)?.version ?? 1): string =>
  `${PREFIX}${kebab(type)}.v${version}`;

/** The event type and version that a CloudEvents name means; null when it is none of ours. */
export const eventTypeOf = (cloudEventType: string): { readonly type: string; readonly version: number } | null => {
  const [, name, version] = /^io\.rapport\.([a-z0-9-]+)\.v([1-9]\d{0,3})$/.exec(cloudEventType) ?? [];
  const type = byKebab.get(name ?? '');
  return type ? { type, version: Number(version) } : null;
};
