import type { ChannelDefinition, PayloadClass } from './channel';
import type { Fact } from './envelope';
import { business } from './channels/business';
import { call } from './channels/call';
import { chat } from './channels/chat';
import { clock } from './channels/clock';
import { device } from './channels/device';
import { email } from './channels/email';
import { field } from './channels/field';
import { identity } from './channels/identity';
import { policy } from './channels/policy';
import { privacy } from './channels/privacy';
import { projection } from './channels/projection';
import { record } from './channels/record';
import { rule } from './channels/rule';
import { social } from './channels/social';
import { store } from './channels/store';
import { survey } from './channels/survey';
import { task } from './channels/task';
import { web } from './channels/web';

/** Every channel, one line each: this list makes the union of all event types. */
export const channels = {
  web,
  call,
  email,
  store,
  chat,
  social,
  survey,
  device,
  field,
  business,
  record,
  identity,
  clock,
  rule,
  privacy,
  projection,
  policy,
  task,
} as const satisfies Record<string, ChannelDefinition>;

type Merge<U> = (U extends unknown ? (payloads: U) => void : never) extends (payloads: infer I) => void ? I : never;
type AllPayloads = Merge<(typeof channels)[keyof typeof channels]['payloads']>;

/** The name of any event that Rapport knows. */
export type EventType = keyof AllPayloads & string;
/** The payload of an event type; personal fields are absent from a fact's `data`, their cells are in `sealed`. */
export type DataOf<Type extends EventType> =
  AllPayloads[Type] extends PayloadClass<infer Data> ? Readonly<Data> : never;
/** A fact of a known type. */
export type FactOf<Type extends EventType> = Fact<Type, DataOf<Type>>;
