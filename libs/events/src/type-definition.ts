import {
  evolutionsOf,
  marksOf,
  meaningOf,
  ruleOf,
  type ChannelDefinition,
  type PayloadClass,
  type Rule,
  type Upcast,
} from './channel';
import type { Channel, DataClass } from './envelope';
import { exampleOf, payloadSchema, type JsonSchema } from './payload-schema';
import { channels } from './registry';

/** All that is known about an event type. */
export interface TypeDefinition {
  readonly type: string;
  /** One sentence: what happened. */
  readonly meaning: string;
  /** The channels on which it may come; the first is its home. */
  readonly channels: readonly Channel[];
  /** Version of the newest shape, from 1. */
  readonly version: number;
  /** Personal fields of the newest shape with their data class. */
  readonly personal: ReadonlyMap<string, DataClass>;
  /** Personal text fields whose words become search tokens. */
  readonly searchable: ReadonlySet<string>;
  /** Fields that hold a moment. */
  readonly instants: readonly string[];
  /** JSON Schema of the newest shape. */
  readonly schema: JsonSchema;
  /** JSON Schema by version: `schemas[0]` is that of version 1. */
  readonly schemas: readonly JsonSchema[];
  /** `upcasts[0]` turns version 1 into 2, and so on. */
  readonly upcasts: readonly Upcast[];
  /** What the fields of the newest shape must hold together. */
  readonly rule: Rule | undefined;
  /** Payload of the newest shape with every field filled in. */
  readonly example: Readonly<Record<string, unknown>>;
}

type Shapes = Pick<TypeDefinition, 'instants' | 'schema' | 'schemas' | 'example'>;

const shapesOf = (payload: PayloadClass): Shapes => {
  const schema = payloadSchema(payload);
  const isInstant = ([, field]: [string, JsonSchema]) => field.format === 'date-time';
  return {
    instants: Object.entries(schema.properties ?? {})
      .filter(isInstant)
      .map(([field]) => field),
    schema,
    schemas: [...evolutionsOf(payload).map(({ shape }) => payloadSchema(shape)), schema],
    example: exampleOf(schema),
  };
};

/** Shapes are worked out when somebody asks: all of them at once were a sixth of what a process does to begin. */
const define = (type: string, payload: PayloadClass, on: readonly Channel[]): TypeDefinition => {
  const before = evolutionsOf(payload);
  const { personal, searchable } = marksOf(payload);
  let made: Shapes | undefined;
  const shapes = (): Shapes => (made ??= shapesOf(payload));
  return {
    ...{ type, meaning: meaningOf(payload) ?? '', channels: on, version: before.length + 1, personal, searchable },
    ...{ upcasts: before.map(({ upcast }) => upcast), rule: ruleOf(payload) },
    get instants() {
      return shapes().instants;
    },
    get schema() {
      return shapes().schema;
    },
    get schemas() {
      return shapes().schemas;
    },
    get example() {
      return shapes().example;
    },
  };
};

/** @throws Error when one type name means two payload classes. */
export const readChannels = (all: readonly ChannelDefinition[]): ReadonlyMap<string, TypeDefinition> => {
  const found = new Map<string, { payload: PayloadClass; on: Channel[] }>();
  for (const { name, payloads } of all)
    for (const [type, payload] of Object.entries<PayloadClass>(payloads)) {
      const known = found.get(type) ?? { payload, on: [] };
      if (known.payload !== payload) throw new Error(`event type ${type} has two payload classes`);
      known.on.push(name);
      found.set(type, known);
    }
  return new Map([...found].map(([type, { payload, on }]) => [type, define(type, payload, on)]));
};

const definitions = readChannels(Object.values(channels));

/** What is known about an event type; undefined when nothing is. */
export const typeDefinition = (type: string): TypeDefinition | undefined => definitions.get(type);

/** All event types by name, in the order of the channels. */
export const typeDefinitions = (): readonly TypeDefinition[] => [...definitions.values()];
