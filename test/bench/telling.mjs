/** What measurements of rules tell the log: what customers bought, and that days have ended. */
import { load } from './stage.mjs';

const AT_ONCE = 1_000;

export const telling = async (store) => {
  const { clockStream, dayEnded } = await load('read-db/src/rules/days');
  const { canonicalJson, decodeEvent, eventIdOf } = await load('events/src/index');
  const parts = (all) =>
    Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, n) => all.slice(n * AT_ONCE, (n + 1) * AT_ONCE));
  return {
    /** A sale of one order, as it is appended. */
    purchase: ({ id, handle, occurredAt, amount }) => {
      const body = {
        ...{ id, source: 'bench/1', channel: 'store', type: 'PurchaseMade', v: 1, occurredAt },
        ...{ handle, handles: [{ handle, type: 'userId', issuer: 'bench', sealed: 'x' }], sealed: {} },
        data: { orderId: id, currency: 'EUR', amount },
      };
      const event = { id: eventIdOf('bench/1', id), type: 'PurchaseMade', body: canonicalJson(body), fingerprint: '' };
      return { stream: `customer-${handle}`, expected: 'any', events: [event] };
    },
    dayEnd: (date) => {
      const event = dayEnded('UTC', { date, span: 'day', restatement: 0 }, { by: 'bench', historical: false });
      return { stream: clockStream('UTC'), expected: 'any', events: [event] };
    },
    append: async (appends) => {
      for (const part of parts(appends)) {
        const refused = (await store.append(part)).find(({ status }) => status !== 'appended');
        if (refused) throw new Error(JSON.stringify(refused));
      }
    },
    /** As followers get them, in the order of the log. */
    async *recorded(appends) {
      const ids = appends.flatMap(({ events }) => events.map(({ id }) => id));
      for (const part of parts(ids)) yield (await store.find(part)).map(decodeEvent).sort((a, b) => (a.position < b.position ? -1 : 1)); // prettier-ignore
    },
  };
};
