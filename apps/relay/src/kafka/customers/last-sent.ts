import type { Sending } from '../outlet';

const REMEMBERED = 50_000;

/** What was sent last of the customers who were told last: most events of a busy customer change their state, others do not. */
export class LastSent {
  readonly #digests = new Map<string, string>();

  /** True when the same was acknowledged already, and nothing else since. */
  has({ topic, message }: Sending): boolean {
    return this.#digests.get(`${topic} ${String(message.key)}`) === digestOf(message);
  }

  /** Notes what all copies have. */
  note(sendings: readonly Sending[]): void {
    for (const { topic, message } of sendings) {
      const name = `${topic} ${String(message.key)}`;
      this.#digests.delete(name);
      this.#digests.set(name, digestOf(message));
    }
    for (const name of this.#digests.keys()) {
      if (this.#digests.size <= REMEMBERED) break;
      this.#digests.delete(name);
    }
  }
}

/** A record's id ends in the digest of what it says. */
const digestOf = ({ headers }: Sending['message']): string => String(headers!['ce_id']).slice(-12);
