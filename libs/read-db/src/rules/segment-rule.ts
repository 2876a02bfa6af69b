import {
  dayNumber,
  readSegmentParams,
  segment,
  segmentFound,
  segmentReason,
  IN_SEGMENT,
  type ClassStanding,
  type SegmentPlaced,
} from '@rapport/decisions';
import { countingOf } from './buyers';
import { EVIDENCE_MAX } from './evidence-max';
import { evidenceOf, type Counting } from './figures';
import { paramsOf } from './params-of';
import { whyEnded, type Decision, type RuleInput, type RuleKind } from './rule';
import { behindFigures, subjectOf, type SegmentSubject } from './segment-figures';

/** Whoever has a book or anything that rules look at: the same for all segments that count alike. */
const allOf = (input: RuleInput, counting: Counting, day: number): ReadonlyMap<string, SegmentSubject> => {
  const { books, occurrences, shared } = input;
  const all = (): ReadonlyMap<string, SegmentSubject> => {
    const ids = new Set([...books.keys(), ...occurrences.keys()]);
    return new Map([...ids].map((customer) => [customer, subjectOf(input, customer, counting, day)]));
  };
  const { from, basis, currency } = counting;
  return shared ? shared.of(`segment ${from} ${basis} ${currency}`, all) : all();
};

/** All of them, and whoever was in the segment and is still there. */
const subjectsOf = (
  input: RuleInput,
  previous: ReadonlyMap<string, unknown>,
  counting: Counting,
): readonly SegmentSubject[] => {
  const { close, isCustomer } = input;
  const day = dayNumber(close.date);
  const all = allOf(input, counting, day);
  const known = [...previous.keys()].filter((customer) => !all.has(customer) && isCustomer(customer));
  return [...all.values(), ...known.map((customer) => subjectOf(input, customer, counting, day))].filter(
    ({ customer, movements, until }) => {
      const isSeen = until.length > 0 || movements.some(({ at }) => at < counting.to);
      return isSeen || (previous.has(customer) && isCustomer(customer));
    },
  );
};

const foundOf = ({ member, judged }: SegmentPlaced<SegmentSubject>) => ({
  value: member.figures.value,
  figures: segmentFound(judged, member.figures),
  reason: segmentReason(judged, member.figures),
});

const evidence = ({ member, judged }: SegmentPlaced<SegmentSubject>, counting: Counting) => {
  const names = new Set(judged.because.map(({ test }) => test.figure));
  const { movements, from, occurrences } = behindFigures(names, member, counting);
  return evidenceOf(movements, { from, to: counting.to }, EVIDENCE_MAX, occurrences);
};

/** A segment (libs/decisions/src/segment.ts) over the customers' books, and what else happened and was stated. */
export const segmentRule: RuleKind<ClassStanding> = {
  looksAtOccurrences: true,
  decide(input, previous) {
    const { run, version, close } = input;
    const { date, endsAt } = close;
    const { when, ...params } = paramsOf(input, readSegmentParams);
    const counting = countingOf(input, params);
    const subjects = subjectsOf(input, previous, counting);
    const { entered, left, standings } = segment(subjects, previous, { date, when });
    const population = subjects.length;
    const about = { run, rule: version.rule, version: version.version, date };
    const counted = { endsAt, population, basis: counting.basis, currency: counting.currency };
    const entries = entered.map((placed): Decision => {
      const data = { ...about, ...counted, ...foundOf(placed), evidence: evidence(placed, counting) };
      return { customer: placed.customer, type: 'SegmentEntered', data };
    });
    const leavings = left.map(({ customer, since, placed }): Decision => {
      const why = placed ? 'no-longer' : whyEnded(input, customer);
      return { customer, type: 'SegmentLeft', data: { ...about, since, why, ...(placed && foundOf(placed)) } };
    });
    const unconverted = subjects.reduce((sum, subject) => sum + subject.unconverted, 0);
    return {
      ...{ decisions: [...entries, ...leavings], population, cutoffs: [], kept: standings },
      figures: { members: standings.size, entered: entries.length, left: leavings.length, unconverted },
    };
  },
  said: ({ type, data }) =>
    type === 'SegmentEntered' ? { tier: IN_SEGMENT, mark: '', since: data['date'] as string } : null,
  kept: ({ said }) => said as unknown as ClassStanding,
};
