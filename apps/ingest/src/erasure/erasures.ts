import { randomUUID } from 'node:crypto';
import { Problem, notFound } from '@rapport/edge';
import type { Ground } from '@rapport/events';
import type { Book } from './book';
import type { Approvals, ErasedHandle, Erasure } from './erasure';
import { perform, type Means } from './perform';
import { requireNothingPersonal } from './reason';
import { subjectOf } from './subject';

/** What somebody wants erased, and why. */
export interface ErasureWish {
  /** The customer, by any id they ever had. */
  readonly id: string;
  readonly ground: Ground;
  readonly reason: string;
  /** The key on whose behalf. */
  readonly by: string;
}

const refOf = ({ handle, type, issuer }: ErasedHandle): ErasedHandle => ({ handle, type, issuer });

/** Asks for erasures, confirms and withdraws them. */
export class Erasures {
  constructor(
    readonly means: Means,
    private readonly approvals: Approvals,
  ) {}

  private get book(): Book {
    return this.means.book;
  }

  /**
   * Erases somebody, or asks for it where two persons must want it; the second one confirms by saying the same. Said again
   * of somebody erased it answers with that erasure.
   * @throws Problem 404, 409 (the customer changed since the request), 422 (the reason is personal), 503.
   */
  async ask(wish: ErasureWish): Promise<Erasure> {
    const { customer, handles, head } = await subjectOf(this.means, wish.id);
    const ids = handles.map(({ handle }) => handle);
    const known = await this.book.about(ids);
    if (known?.status === 'requested') return this.confirm(known.id, wish.by);
    if (known?.status === 'running') return this.carryOut(known);
    const gone = await this.means.vault.erased(ids);
    if (known && ids.every((id) => gone.has(id))) return known;
    await requireNothingPersonal(this.means.vault, handles, wish.reason);
    const { ground, reason, by } = wish;
    const id = randomUUID();
    const status = this.approvals === 2 ? 'requested' : 'running';
    const isNew = await this.book.add({
      ...{ id, customer, status, ground, reason, requestedBy: by, head, handles: handles.map(refOf) },
    });
    // Somebody else was faster: then it is theirs that is confirmed, or gone on with.
    if (!isNew) return this.ask(wish);
    const erasure = (await this.book.find(id))!;
    return status === 'running' ? this.carryOut(erasure) : erasure;
  }

  /** The second person's word. What it covers is what was requested: a customer that has grown since is asked for anew. */
  async confirm(id: string, by: string): Promise<Erasure> {
    const erasure = await this.requested(id);
    if (erasure.requestedBy === by) return erasure;
    const { handles } = await subjectOf(this.means, erasure.customer);
    const listed = new Set(erasure.handles.map(({ handle }) => handle));
    const since = handles.filter(({ handle }) => !listed.has(handle)).map(({ handle }) => handle);
    if (since.length > 0) {
      const detail = 'the customer has more identifiers than when this was requested; withdraw it and request it anew';
      throw new Problem(409, 'changed-since', detail, { erasureId: id, handles: since });
    }
    if (!(await this.book.confirm(id, by))) return this.confirm(id, by);
    return this.carryOut((await this.book.find(id))!);
  }

  async withdraw(id: string, by: string): Promise<Erasure> {
    await this.requested(id);
    await this.book.withdraw(id, by);
    return (await this.book.find(id))!;
  }

  /** @throws Problem 404, 409 when it is not waiting for anybody. */
  private async requested(id: string): Promise<Erasure> {
    const erasure = await this.book.find(id);
    if (!erasure) throw notFound('erasure');
    if (erasure.status !== 'requested') {
      const detail = `this erasure is not waiting for a second person: it is ${erasure.status}`;
      throw new Problem(409, 'not-requested', detail, { erasureId: id, erasureStatus: erasure.status });
    }
    return erasure;
  }

  private carryOut(erasure: Erasure): Promise<Erasure> {
    return perform(this.means, erasure);
  }
}
