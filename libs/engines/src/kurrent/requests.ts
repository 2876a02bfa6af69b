import type { Names } from './names';
import { Empty, ReadReq, StreamIdentifier } from './protocol';

const { Options } = ReadReq;
type Options = InstanceType<typeof Options>;

const base = (): Options => {
  const uuids = new Options.UUIDOption();
  uuids.setString(new Empty());
  const options = new Options();
  options.setUuidOption(uuids);
  options.setResolveLinks(false);
  options.setReadDirection(0);
  return options;
};

const requestOf = (options: Options): InstanceType<typeof ReadReq> => new ReadReq().setOptions(options);

/** Reads a stream from a revision on (`end`: backwards from its last event). */
export const streamRequest = (stream: string, from: bigint | 'end', count: number): InstanceType<typeof ReadReq> => {
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString('base64'));
  const which = new Options.StreamOptions();
  which.setStreamIdentifier(identifier);
  if (from === 'end') which.setEnd(new Empty());
  else which.setRevision(String(from));
  const options = base();
  options.setStream(which);
  options.setCount(String(count));
  options.setNoFilter(new Empty());
  if (from === 'end') options.setReadDirection(1);
  return requestOf(options);
};

const place = (from: bigint | 'start' | 'end'): InstanceType<typeof Options.AllOptions> => {
  const all = new Options.AllOptions();
  if (from === 'start') all.setStart(new Empty());
  else if (from === 'end') all.setEnd(new Empty());
  else {
    const position = new Options.Position();
    position.setCommitPosition(String(from));
    position.setPreparePosition(String(from));
    all.setPosition(position);
  }
  return all;
};

const filterOf = (names: Names, window: number | null): InstanceType<typeof Options.FilterOptions> => {
  const expression = new Options.FilterOptions.Expression();
  const filter = new Options.FilterOptions();
  if ('types' in names.filter) {
    expression.setRegex(names.filter.types);
    filter.setEventType(expression);
  } else {
    expression.setPrefixList([names.filter.streams]);
    filter.setStreamIdentifier(expression);
  }
  if (window === null) filter.setCount(new Empty());
  else filter.setMax(window);
  filter.setCheckpointintervalmultiplier(1);
  return filter;
};

/** Reads our part of `$all` from a position on (inclusive), or backwards from one (exclusive). */
export const logRequest = (
  names: Names,
  from: bigint | 'start' | 'end',
  direction: 'forwards' | 'backwards',
  count: number,
): InstanceType<typeof ReadReq> => {
  const options = base();
  options.setAll(place(from));
  options.setCount(String(count));
  options.setFilter(filterOf(names, null));
  options.setReadDirection(direction === 'forwards' ? 0 : 1);
  return requestOf(options);
};

/** Events that the server looks through before it says how far it is. */
const SEARCH_WINDOW = 1_000;

/** Subscribes to our part of `$all` after a position. */
export const subscribeRequest = (names: Names, after: bigint | 'start'): InstanceType<typeof ReadReq> => {
  const options = base();
  options.setAll(place(after));
  options.setSubscription(new Options.SubscriptionOptions());
  options.setFilter(filterOf(names, SEARCH_WINDOW));
  return requestOf(options);
};
