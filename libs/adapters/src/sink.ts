import type { MappedInteraction } from './compile-event';
import type { Row } from './row';

/** Takes what becomes of the lines of a file. Every line is skipped, faulty, or taken by one event or more. */
export interface Sink {
  skipped(line: number, reason: string): void;
  /** A line that can't be understood; `fault` says why without repeating what is in it. */
  faulty(line: number, fault: string, row: Row | string): void;
  /** The line takes part in so many events, which come now or later; a group may still turn out faulty. */
  taken(line: number, events: number): void;
  /** An event and the lines that it is made of. */
  event(lines: readonly number[], interaction: MappedInteraction): void;
}
