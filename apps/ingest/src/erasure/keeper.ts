import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { membership } from '@rapport/read-db';
import { vaultMark, type ErasureLine } from '@rapport/vault';
import type { Ground } from '@rapport/events';
import { IngestParts } from '../parts';
import { openBook, type Book } from './book';
import { Erasures } from './erasures';
import type { ErasedHandle, Erasure } from './erasure';
import { perform, type Means } from './perform';
import { sweep } from './sweep';

const PAUSE_MS = 1_000;
const UNKNOWN_TYPE = 'unknown';

/** The handles with their types, as far as identity knows them: it may have to begin anew in a database that was put back. */
const namedAs = async (
  pool: IngestParts['pool'],
  customer: string,
  handles: readonly string[],
): Promise<readonly ErasedHandle[]> => {
  const known = await membership(pool)
    .handlesOf(customer)
    .catch(() => []);
  const types = new Map(known.map((one) => [one.handle, one]));
  return handles.map((handle) => {
    const { type = UNKNOWN_TYPE, issuer = null } = types.get(handle) ?? {};
    return { handle, type, issuer };
  });
};

/**
 * Sees every erasure through: what a killed process left, what the ledger tells of and this database (put back from a
 * backup) does not know, and what was on its way while keys were destroyed. Every process that hosts ingest does it.
 */
@Injectable()
export class ErasureKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('erasure');
  private pass: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private opened: Promise<Erasures> | undefined;

  constructor(private readonly parts: IngestParts) {}

  /** Opens the book at the first time. */
  erasures(): Promise<Erasures> {
    return (this.opened ??= openBook(this.parts.pool).then(
      (book) => new Erasures({ ...this.meansOf(book) }, this.parts.privacy.approvals),
    ));
  }

  async onApplicationBootstrap(): Promise<void> {
    const { means } = await this.erasures();
    await this.learnFromLedger(means);
    this.pass = this.goOn(true);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.pass;
  }

  private meansOf(book: Book): Means {
    const { pool, store, vault, admission, ledger } = this.parts;
    return { pool, store, vault, admission, ledger, book };
  }

  /** Enters erasures that this database has forgotten; they are carried out again. */
  private async learnFromLedger({ pool, vault, ledger, book, store }: Means): Promise<void> {
    const mark = vaultMark(vault);
    const forgotten = new Map<string, ErasureLine>();
    for await (const line of ledger.lines()) {
      if (line.kind !== 'erasure' || line.vault !== mark) continue;
      const before = forgotten.get(line.id);
      if (before) forgotten.set(line.id, { ...line, handles: [...before.handles, ...line.handles] });
      else if (!(await book.find(line.id))) forgotten.set(line.id, line);
    }
    if (forgotten.size === 0) return;
    const { position: head } = await store.head();
    for (const { id, customer, handles, ground, by } of forgotten.values()) {
      const [requestedBy = '-', confirmedBy = null] = by;
      const named = await namedAs(pool, customer, handles);
      const reason = 'Carried out before; the database had forgotten it, the ledger had not';
      const erasure = {
        id,
        customer,
        status: 'running' as const,
        ground: ground as Ground,
        reason,
        requestedBy,
        confirmedBy,
      };
      await book.add({ ...erasure, head, handles: named });
    }
    this.logger.warn(`${forgotten.size} erasures of the ledger are carried out again: the database was put back`);
  }

  private async goOn(all: boolean): Promise<void> {
    try {
      const { means } = await this.erasures();
      for (const erasure of await means.book.take(all)) if (!this.stopped) await this.one(means, erasure);
    } catch (error) {
      this.logger.warn(`erasures wait for the database: ${(error as Error).name}`);
    }
    if (!this.stopped) this.timer = setTimeout(() => (this.pass = this.goOn(false)), PAUSE_MS).unref();
  }

  private async one(means: Means, erasure: Erasure): Promise<void> {
    try {
      if (erasure.status === 'running') await perform(means, erasure);
      else await sweep(means, erasure);
    } catch (error) {
      const { name, message } = error as Error;
      this.logger.warn({ erasure: erasure.id, status: erasure.status, waits: name === 'LedgerFault' ? message : name });
    }
  }
}
