import { InvalidAppend, OutcomeUnknown } from '@rapport/event-store';
import { backOff } from '../postgres/failure';
import type { Connection } from './connection';
import type { Claim, EventIndex } from './event-index';
import { ServerRefused } from './failure';
import type { LogReader } from './log-reader';
import type { Recorded } from './records';

/** The claim was taken back: its place is taken by an event that the index did not know. Nothing of it was written. */
export class ClaimLost extends Error {}

/** KurrentDB holds less than the index knows: the end of its history is missing. A person must look. */
export class HistoryMissing extends Error {
  constructor(stream: string, version: number, last: number) {
    super(
      `"${stream}" should have an event at version ${version - 1}, but KurrentDB has only ${last}: history is missing`,
    );
    this.name = 'HistoryMissing';
  }
}

/** Rounds in which an earlier event of the stream may fail to appear although nobody is about to write it. */
const PATIENCE = 10;

/**
 * Puts claimed appends where their claims say, and nowhere else: each goes out with the version before it as the expected
 * one. So it may be sent again, by anybody, any number of times: a copy that was long on its way finds its place taken,
 * by itself or by another. What a failure left open is answered by reading the place.
 */
export class Placing {
  constructor(
    private readonly connection: Connection,
    private readonly index: EventIndex,
    private readonly reader: LogReader,
  ) {}

  /** @throws ClaimLost | OutcomeUnknown | InvalidAppend | ServerRefused | HistoryMissing */
  async place(claim: Claim, end: number): Promise<readonly Recorded[]> {
    let doubtful = false;
    let waited = 0;
    for (let failures = 0; ;) {
      try {
        const answer = await this.connection.append(claim);
        const there = await this.standing(claim);
        if (there) return there;
        if (answer.written) throw new Error('KurrentDB says that it has written what it does not show');
        if (answer.last >= claim.version) await this.yieldTo(claim);
        if (!(await this.placeBefore(claim, end)) && ++waited > PATIENCE)
          throw new HistoryMissing(claim.stream, claim.version, answer.last);
        if (waited > 0) await backOff(waited);
      } catch (error) {
        if (error instanceof ClaimLost || error instanceof HistoryMissing || error instanceof OutcomeUnknown)
          throw error;
        if (error instanceof ServerRefused && !doubtful) throw await this.refused(claim, error);
        doubtful = true;
        if (performance.now() > end) throw new OutcomeUnknown(error);
        await backOff(++failures);
      }
    }
  }

  /** Finishes what was claimed in a stream before a version, for whoever claimed it. True when there was something. */
  async finish(stream: string, before: number, end: number): Promise<boolean> {
    const claims = await this.index.claimsOf(stream, before);
    for (const claim of claims) {
      try {
        await this.index.confirm(await this.place(claim, end));
      } catch (error) {
        // Taken back, by this or by somebody else: nothing left to finish.
        if (!(error instanceof ClaimLost || error instanceof InvalidAppend)) throw error;
      }
    }
    return claims.length > 0;
  }

  private async placeBefore(claim: Claim, end: number): Promise<boolean> {
    if (await this.finish(claim.stream, claim.version, end)) return true;
    if (!(await this.index.holds(claim.attempt, claim.stream, claim.version))) throw new ClaimLost();
    return false;
  }

  /** The claim's events where they should be, or undefined when something else or nothing is there. */
  private async standing({ stream, version, events }: Claim): Promise<readonly Recorded[] | undefined> {
    const there = await this.reader.page(stream, version, events.length);
    return there.length === events.length && there.every(({ id }, at) => id === events[at]!.id) ? there : undefined;
  }

  /** Somebody else stands there: the index learns of it, and the claim is void, since that place never becomes free. */
  private async yieldTo({ stream, version }: Claim): Promise<never> {
    for (let from = version; ;) {
      const page = await this.reader.page(stream, from, 500);
      if (page.length > 0) await this.index.adopt(page);
      if (page.length < 500) throw new ClaimLost();
      from += page.length;
    }
  }

  /** The server will never take it: the claim is taken back, so that the stream goes on without it. */
  private async refused({ attempt }: Claim, error: ServerRefused): Promise<Error> {
    await this.index.withdraw(attempt);
    return error.why === 'too-large' ? new InvalidAppend(error.message) : error;
  }
}
