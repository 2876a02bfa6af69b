import { shapes } from '@rapport/edge';
import { KIND, STATUS, WHY } from './policy.shape';

const { anything, figure, flag, listOf, mapOf, maybe, named, record, text, whole } = shapes;

const interval = { low: figure('Where the interval of 95 % begins'), high: figure('Where it ends') };
const share = record({ share: figure('From 0 to 1'), ...interval }, {}, 'Null of nobody');
const GROUP = named(
  'PolicyGroup',
  record({ people: whole(), reached: whole('With how many of them the goal was reached'), share: maybe(share) }),
);

/** Whether a policy works. */
export const POLICY_EFFECT = named(
  'PolicyEffect',
  record({
    policy: text(),
    goal: maybe(mapOf(anything(), 'As the newest version says it; null where it has none')),
    treated: GROUP,
    holdout: GROUP,
    difference: maybe(
      record(
        { share: figure('How much greater that of the treated is'), ...interval },
        {},
        'Null where a group has nobody',
      ),
    ),
    moreThanChance: maybe(flag('The interval of the difference does not hold 0')),
    counts: listOf(
      record({ version: whole('Of the policy'), ...{ kind: KIND, status: STATUS, why: WHY, count: whole() } }),
      'All that it did and held back',
    ),
  }),
);
