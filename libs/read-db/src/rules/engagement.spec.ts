import type { Fact } from '@rapport/events';
import { fact, handleNamed } from '@rapport/fold/given';
import { engagementRow } from './engagement';

const handles = [{ handle: handleNamed('li'), type: 'email', sealed: 'cell' }] as never;
const isTheirs = (type: string, data: object = {}): boolean =>
  engagementRow(fact(type as 'CallStarted', data as never, { channel: 'call', handles } as never) as Fact) !== null;

it('is what customers do, not what is done to them', () => {
  for (const type of ['CallStarted', 'CallEnded']) {
    expect([type, isTheirs(type, { direction: 'inbound' })]).toEqual([type, true]);
    expect([type, isTheirs(type, { direction: 'outbound' })]).toEqual([type, false]);
    expect([type, isTheirs(type)]).toEqual([type, false]);
  }
  expect(['CallbackRequested', 'MailReceived', 'MailOpened', 'PageViewed'].map((type) => isTheirs(type))).toEqual(
    Array.from({ length: 4 }, () => true),
  );
  expect(isTheirs('MailOpened', { byProxy: true })).toBe(false);
  expect(['MailSent', 'PurchaseMade', 'CallAnswered'].map((type) => isTheirs(type))).toEqual([false, false, false]);
});
