import { fact } from '@rapport/fold/given';
import { compilePolicy } from './compile-policy';

const CALL = { kind: 'task', about: 'Call them', team: 'key-accounts' };
const faultsOf = (document: unknown): readonly string[] => {
  const compilation = compilePolicy(document);
  return compilation.ok ? [] : compilation.faults.map(({ at }) => at);
};
const compiled = (document: object) => {
  const compilation = compilePolicy(document);
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.faults));
  return compilation.compiled;
};
const bought = (amount: string) => fact('PurchaseMade', { orderId: 'o-1', currency: 'EUR', amount });

describe('a policy', () => {
  it('is triggered by what its condition asks for, and by nothing else', () => {
    const { triggers } = compiled({
      on: ['PurchaseMade'],
      where: { field: 'amount', atLeast: '100' },
      actions: [CALL],
    });
    expect([bought('99.99'), bought('100.00'), fact('SignedIn', {})].map(triggers)).toEqual([false, true, false]);
  });

  it('knows whether it goes by what rules decide about people', () => {
    const of = (document: object): boolean => compiled({ actions: [CALL], ...document }).profiles;
    expect(of({ on: ['CaseOpened'] })).toBe(false);
    expect(of({ on: ['ChurnSignalRaised'], where: { field: 'level', is: 'critical' } })).toBe(true);
    expect(of({ on: ['CaseOpened'], who: { tiers: { 'value-pyramid': ['platinum'] } } })).toBe(true);
  });

  it('says at which place what is wrong', () => {
    expect(faultsOf({ on: ['PurchaseMade'], actions: [{ kind: 'mail', template: 'hello' }] })).toEqual(['/actions/0/purpose']); // prettier-ignore
    expect(faultsOf({ on: ['PurchaseMade'], actions: [{ kind: 'fax' }] })).toEqual(['/actions/0/kind']);
    expect(faultsOf({ on: ['PurchaseMad'], actions: [CALL] })).toEqual(['/on/0']);
    expect(faultsOf({ on: ['PurchaseMade'], where: { field: 'amont', is: '1' }, actions: [CALL] })).toEqual(['/where/field']); // prettier-ignore
    expect(faultsOf({ on: ['CallEnded'], where: { field: 'transcript', is: 'x' }, actions: [CALL] })).toEqual(['/where/field']); // prettier-ignore
    expect(faultsOf({ on: ['PurchaseMade'], actions: [CALL], quietHours: { from: '8pm', to: '08:00' } })).toEqual(['/quietHours/from']); // prettier-ignore
    expect(faultsOf({ on: ['PurchaseMade'], actions: [CALL], holdout: 1 })).toEqual(['/holdout']);
    expect(faultsOf([])).toEqual(['']);
  });

  it('never calls itself: what policies and tasks say triggers none', () => {
    expect(faultsOf({ on: ['ActionOrdered', 'TaskDone', 'DayEnded'], actions: [CALL] })).toEqual(['/on/0', '/on/1', '/on/2']); // prettier-ignore
    expect(faultsOf({ on: ['CaseOpened'], goal: { types: ['GoalReached'], withinDays: 3 }, actions: [CALL] })).toEqual(['/goal/types/0']); // prettier-ignore
  });
});
