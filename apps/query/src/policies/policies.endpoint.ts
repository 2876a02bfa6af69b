import { Controller, Get, Param, Query as QueryString } from '@nestjs/common';
import { Documented, notFound, oneOf, parametersOf, shapes, wholeNumber } from '@rapport/edge';
import {
  actionCounts,
  groupCounts,
  listActions,
  allPolicyVersions,
  policyActions,
  policyVersions,
  type Keyed,
  type PolicyVersion,
} from '@rapport/projections';
import { membership } from '@rapport/read-db';
import type { Found } from '../answer';
import { Answers } from '../answers';
import { orBadCursor } from '../bad-cursor';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from '../common-about';
import { included } from '../included';
import { QueryParts } from '../parts';
import { POLICY_EFFECT } from './policy-effect.shape';
import { POLICY, POLICY_ACTION } from './policy.shape';
import { shareDifference, shareOf } from './share-difference';

const NAME = { policy: 'Name of the policy' };
const NO_POLICY = { ...READ_ANSWERS, 404: 'There is no such policy' };
const LIMIT_MAX = 500;

/** Rows have a key that says nothing to others. */
const versionView = ({ policy: _policy, key: _key, ...version }: Keyed<PolicyVersion>): object => version;
/** By name, the newest version first. */
const policyView = (versions: readonly Keyed<PolicyVersion>[]): object => ({
  ...{ policy: versions[0]!.policy, acts: versions[0]!.stoppedAt === null, ...versionView(versions[0]!) },
  versions: versions.map(versionView),
});

@Answers()
@Controller('v1/policies')
class PoliciesController {
  constructor(private readonly parts: QueryParts) {}

  @Get()
  @Documented({
    operation: 'listPolicies',
    tag: 'decisions',
    summary: 'The policies that act, or did, with all their versions',
    query: READ_QUERY,
    headers: READ_HEADERS,
    answers: {
      200: { description: 'By name', schema: shapes.record({ policies: shapes.listOf(POLICY) }) },
      ...READ_ANSWERS,
    },
  })
  async list(@QueryString() query: unknown): Promise<Found> {
    const { minPosition } = parametersOf(query, ['minPosition']);
    const position = await included(this.parts, [policyVersions], minPosition);
    const all = await allPolicyVersions(this.parts.db.manager);
    const names = [...new Set(all.map(({ policy }) => policy))];
    const listed = names.map((name) => policyView(all.filter(({ policy }) => policy === name)));
    return { position, showings: [], body: () => ({ policies: listed }) };
  }

  @Get(':policy/actions')
  @Documented({
    operation: 'listPolicyActions',
    tag: 'decisions',
    summary: 'What a policy did about whom, what it held back and why, and what came of it',
    description: '`ordered`: it was done, or handed on to who does it; `held`: it was not, `why` says why; `goal`: what the policy is for has happened. Newest first.', // prettier-ignore
    params: NAME,
    query: {
      status: { type: 'string', enum: ['ordered', 'held', 'goal'], description: 'Only these' },
      why: { type: 'string', description: 'Only what was held back for this reason' },
      cursor: { type: 'string', description: '`next` of the page before' },
      limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: 50, description: 'Most of a page' },
      ...READ_QUERY,
    },
    headers: READ_HEADERS,
    answers: { 200: { description: 'A page', schema: shapes.pageOf('actions', POLICY_ACTION) }, ...NO_POLICY },
  })
  async actions(@Param('policy') policy: string, @QueryString() query: unknown): Promise<Found> {
    const given = parametersOf(query, ['status', 'why', 'cursor', 'limit', 'minPosition']);
    const status = oneOf('status', given.status, ['ordered', 'held', 'goal']);
    const limit = wholeNumber('limit', given.limit, 50, LIMIT_MAX);
    const position = await this.known(policy, given.minPosition);
    const { why } = given;
    const filter = { policy, cursor: given.cursor ?? null, limit, ...(status && { status }), ...(why !== undefined && { why }) }; // prettier-ignore
    const { rows, next } = await orBadCursor(() => listActions(this.parts.db.manager, filter));
    const customers = await membership(this.parts.pool).resolve(rows.map(({ customer }) => customer));
    const actions = rows.map(({ key, customer, ...row }) => ({
      eventId: key,
      customerId: customers.get(customer),
      ...row,
    }));
    return { position, showings: [], body: () => ({ actions, next }) };
  }

  @Get(':policy/effect')
  @Documented({
    operation: 'showPolicyEffect',
    tag: 'decisions',
    summary: 'Whether a policy works: those it acted on beside those it held out',
    description:
      'People of each group, counted once, and with how many of them the goal was reached in time. Shares with intervals of 95 % (Wilson; of the ' +
      'difference Newcombe). `moreThanChance` when the interval of the difference does not hold 0. `counts`: all that it did and held back.',
    params: NAME,
    query: READ_QUERY,
    headers: READ_HEADERS,
    answers: { 200: { description: 'Both groups and the difference', schema: POLICY_EFFECT }, ...NO_POLICY },
  })
  async effect(@Param('policy') policy: string, @QueryString() query: unknown): Promise<Found> {
    const { minPosition } = parametersOf(query, ['minPosition']);
    const position = await this.known(policy, minPosition);
    const db = this.parts.db.manager;
    const [counts, groups, [newest]] = await Promise.all([
      actionCounts(db, policy),
      groupCounts(db, policy),
      allPolicyVersions(db, policy),
    ]);
    const [treated, holdout] = (['treated', 'holdout'] as const).map((name) => {
      const { people = 0, reached = 0 } = groups.find(({ group }) => group === name) ?? {};
      return { people, reached, share: shareOf(reached, people) };
    });
    const difference = shareDifference(treated!.share, holdout!.share);
    const moreThanChance = difference && (difference.low > 0 || difference.high < 0);
    const goal = newest!.definition['goal'] ?? null;
    const body = { policy, goal, treated, holdout, difference, moreThanChance, counts };
    return { position, showings: [], body: () => body };
  }

  /** What answers about a policy include of the log. @throws Problem 404 */
  private async known(policy: string, minPosition: string | undefined): Promise<string> {
    const position = await included(this.parts, [policyVersions, policyActions], minPosition);
    if ((await allPolicyVersions(this.parts.db.manager, policy)).length === 0) throw notFound('policy');
    return position;
  }
}

export const policyEndpoints = { controllers: [PoliciesController], providers: [] };
