import { replay } from '@rapport/fold';
import { fact, handleNamed } from '@rapport/fold/given';
import { policyActions } from './fold';

const about = { channel: 'policy', handle: handleNamed('li') } as const;
const action = { slot: 's', policy: 'save', version: 1, action: 0, kind: 'mail', trigger: 't', triggerType: 'CaseOpened' } as const; // prettier-ignore

describe('policy-actions', () => {
  it('keeps what was done, what was held back and why, and what came of it, one row each', () => {
    const ordered = fact('ActionOrdered', { ...action, order: {} }, about);
    const held = fact('ActionHeld', { ...action, why: 'consent', detail: 'no consent to offers by email' }, about);
    const goal = fact('GoalReached', { exposure: 'x', policy: 'save', version: 1, group: 'holdout', goal: 'g', afterSeconds: 5 }, about); // prettier-ignore
    const rows = [...replay(policyActions, [ordered, held, goal]).values()];
    expect(rows.map(({ status, why, detail, kind }) => [status, why, detail, kind])).toEqual([
      ['ordered', null, null, 'mail'],
      ['held', 'consent', 'no consent to offers by email', 'mail'],
      ['goal', 'holdout', null, 'goal'],
    ]);
    expect(rows.every(({ customer, policy }) => customer === handleNamed('li') && policy === 'save')).toBe(true);
  });
});
