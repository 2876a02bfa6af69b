import type { MappedInteraction } from './compile-event';
import { Occurrences, lineHash } from './line-identity';
import type { LineMapper } from './mapping';
import { columnsOfObjects, type Row } from './row';
import type { Sink } from './sink';

/**
 * Lines that are interactions already, as `POST /v1/interactions` takes them. They go out as they are: the instance checks
 * them, and says in its own words what is wrong with one. What a line leaves unsaid is said for it: it is history, and
 * without an id its own text names it, as it does where there is a mapping. `file` is the name that quarantined lines carry.
 */
export const bindNative = (file: string, sink: Sink): LineMapper => {
  const seen = new Occurrences();
  const { fault } = columnsOfObjects();
  const idOf = (row: Row): string => {
    const hash = lineHash(row);
    const time = seen.next(hash);
    return time === 1 ? `line-${hash}` : `line-${hash}#${time}`;
  };
  return {
    line: (row, number) => {
      const wrong = fault(row);
      if (wrong !== null) return sink.faulty(number, wrong, row);
      const said = row as Readonly<Record<string, unknown>>;
      const named = said['id'] === undefined ? { id: idOf(row) } : {};
      sink.taken(number, 1);
      const interaction = { historical: true, ...named, ...said, carriedBy: `${file}:${number}` };
      sink.event([number], interaction as unknown as MappedInteraction);
    },
    refused: () => undefined,
    end: () => undefined,
  };
};
