import type { Random } from '@rapport/testing';
import type { Installation } from '../installation';
import { customersOf } from './facts';

/** An interaction that was accepted. */
export interface Sent {
  readonly eventId: string;
  readonly type: string;
}

/** Makes histories as messy as they are: recorded, corrected, of people who are joined, split and erased. */
export const recorder = (random: Random, rapport: () => Installation) => {
  const sent: Sent[] = [];
  let before: ReadonlyMap<string, string> = new Map();
  /** Whose each handle is, and whose those of erased ones were. */
  const customers = async (): Promise<ReadonlyMap<string, string>> =>
    (before = await customersOf(rapport().as('analyst'), before));
  return {
    customers,
    record: async (interactions: readonly Record<string, any>[]): Promise<void> => {
      const { body } = await rapport().as('integrator').post('/v1/interactions/batch', interactions);
      for (const { index, status, eventId, ...why } of body.results) {
        // Of who was erased nothing more is taken.
        if (why.code === 'suppressed') continue;
        expect({ ...why, status }).toEqual({ ...why, status: 'accepted' });
        sent.push({ eventId, type: interactions[index]!['type'] });
      }
    },
    correct: async (amend: (one: Sent) => object): Promise<void> => {
      const one = random.pick(sent);
      const path = `/v1/interactions/${one.eventId}/corrections`;
      // 409: it was retracted before.
      expect([201, 409]).toContain((await rapport().as('agent').post(path, amend(one))).status);
    },
    /** Joins two, joins and splits others, and erases somebody; the last two each where it is to be so. */
    meddle: async (isDone: (what: 'split' | 'erase') => boolean = () => true): Promise<void> => {
      const [a, b, c, d, gone] = random.shuffle([...new Set((await customers()).values())]);
      if (d === undefined) return;
      const said = (other: string | undefined) => ({ with: other, reason: 'At the counter' });
      await rapport().as('supervisor').post(`/v1/customers/${a}/merge`, said(b));
      await rapport().as('supervisor').post(`/v1/customers/${c}/merge`, said(d));
      if (isDone('split')) await rapport().as('supervisor').post(`/v1/customers/${c}/unmerge`, said(d));
      if (gone === undefined || !isDone('erase')) return;
      const reason = JSON.stringify({ reason: 'By letter' });
      expect((await rapport().as('admin').send('DELETE', `/v1/customers/${gone}`, reason)).status).toBe(200);
    },
  };
};
