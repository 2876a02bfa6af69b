import { shapes } from '@rapport/edge';
import { AT_CLOSE } from './at-close.shape';
import { ASKED_THEN, NEXT } from './decisions.shape';
import { MOVERS } from './movers.shape';
import { RANKED_CUSTOMER } from './tier.shape';

const { either, listOf, named, record } = shapes;

const POPULATION = { customers: listOf(RANKED_CUSTOMER, 'Highest value first') };

/** The population of a rule at a close, or who moved up to it. */
export const TIER_LIST = either(
  named('TierPopulation', record({ ...AT_CLOSE, ...POPULATION, next: NEXT }, ASKED_THEN)),
  named('TierMovers', record({ ...AT_CLOSE, ...MOVERS, next: NEXT }, ASKED_THEN)),
);
