import { list, uuid } from '@rapport/edge';

/** Which events of the log. */
export interface LogFilter {
  readonly type?: ReadonlySet<string>;
  readonly channel?: ReadonlySet<string>;
  /** One of the event's handles, whether or not it is the owner. */
  readonly handle?: string;
}

/** What a filter looks at. */
export interface Filtered {
  readonly type: string;
  readonly channel: string;
  readonly handle: string;
  readonly handles: readonly { readonly handle: string }[];
}

/** The parameters that make a filter, and what is said of them. */
export const FILTER_PARAMETERS = {
  type: { type: 'string', description: 'One or more event types, with commas between' },
  channel: { type: 'string', description: 'One or more channels, with commas between' },
  handle: { type: 'string', format: 'uuid', description: 'Only events that carry this handle' },
} as const;

/** @throws Problem 400 when the handle is no UUID. */
export const filterOf = (given: Partial<Record<keyof typeof FILTER_PARAMETERS, string>>): LogFilter => {
  const { type, channel, handle } = given;
  return {
    ...(type === undefined ? {} : { type: new Set(list(type)) }),
    ...(channel === undefined ? {} : { channel: new Set(list(channel)) }),
    ...(handle === undefined ? {} : { handle: uuid('handle', handle) }),
  };
};

/** Whether an event is one of those. */
export const passes = ({ type, channel, handle }: LogFilter, event: Filtered): boolean =>
  (!type || type.has(event.type)) &&
  (!channel || channel.has(event.channel)) &&
  (!handle || event.handle === handle || event.handles.some((one) => one.handle === handle));
