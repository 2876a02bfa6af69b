import { type Failure, invalidArgument, streamDeleted } from './failures';
import type { Entry, KurrentLog } from './log';
import { eventMessage, streamIdentifier, streamName } from './messages';
import { type ReadReq, ReadResp } from './protocol';

type Options = NonNullable<ReturnType<InstanceType<typeof ReadReq>['getOptions']>>;

/** Which events of `$all` are wanted. @throws Failure */
export const filterOf = (options: Options): ((entry: Entry) => boolean) => {
  const filter = options.getFilter();
  if (!filter) return () => true;
  const onType = filter.getEventType();
  const expression = onType ?? filter.getStreamIdentifier();
  if (!expression) throw invalidArgument('the filter names neither event types nor streams');
  const regex = expression.getRegex() ? new RegExp(expression.getRegex(), 'u') : null;
  const prefixes = expression.getPrefixList();
  return (entry) => {
    const text = onType ? entry.type : entry.stream;
    return regex ? regex.test(text) : prefixes.some((prefix) => text.startsWith(prefix));
  };
};

/** True when ids shall come as two numbers and not as text. @throws Failure when the request does not say */
export const wantsStructuredIds = (options: Options): boolean => {
  const option = options.getUuidOption();
  if (!option) throw invalidArgument("'uuidOption' is a required argument");
  return !option.hasString();
};

/** Where in the log a read begins: index of its first entry forwards, of the entry after its first backwards. @throws Failure */
export const placeOf = (log: KurrentLog, options: Options, backwards: boolean): number => {
  const all = options.getAll()!;
  if (all.hasStart()) return 0;
  if (all.hasEnd()) return log.entries.length;
  const position = BigInt(all.getPosition()!.getCommitPosition());
  if (!backwards && !log.isPlace(position)) throw invalidArgument('Trying to read from an invalid position.');
  return log.indexOf(position);
};

/** The messages of a read of `$all` that ends. @throws Failure */
export const readAll = function* (log: KurrentLog, options: Options): Generator<InstanceType<typeof ReadResp>> {
  const backwards = options.getReadDirection() === 1;
  const wanted = filterOf(options);
  const structured = wantsStructuredIds(options);
  let left = BigInt(options.getCount());
  const step = backwards ? -1 : 1;
  const place = placeOf(log, options, backwards);
  for (let at = backwards ? place - 1 : place; left > 0n && log.entries[at]; at += step) {
    if (!wanted(log.entries[at]!)) continue;
    yield eventMessage(log.entries[at]!, structured, true);
    left -= 1n;
  }
};

/** The messages of a read of one stream. A stream that is not there is a message, not an error. @throws Failure */
export const readStream = function* (log: KurrentLog, options: Options): Generator<InstanceType<typeof ReadResp>> {
  const request = options.getStream()!;
  const name = streamName(request.getStreamIdentifier());
  const structured = wantsStructuredIds(options);
  if (log.isTombstone(name)) throw streamDeleted(name) satisfies Failure;
  const held = log.stream(name);
  if (held.length === 0) {
    const missing = new ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(name));
    return yield new ReadResp().setStreamNotFound(missing);
  }
  const backwards = options.getReadDirection() === 1;
  const from = request.hasStart() ? 0 : request.hasEnd() ? held.length - 1 : Number(request.getRevision());
  const step = backwards ? -1 : 1;
  let left = BigInt(options.getCount());
  for (let at = backwards ? Math.min(from, held.length - 1) : from; left > 0n && held[at]; at += step, left -= 1n)
    yield eventMessage(held[at]!, structured, false);
};
