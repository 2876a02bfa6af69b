import type { FactOf, SealedCell } from '@rapport/events';
import { type Stated, later, stated, withNewest } from '../newest';
import { put } from '../put';
import { shortCells } from './activity';

/** What the customer last put together. */
export interface LastConfiguration extends Stated {
  readonly sku: string;
  /** Choices by option; null when they are too many for a card. */
  readonly options: object | null;
  readonly category: string | null;
  readonly currency: string | null;
  readonly amount: string | null;
  readonly configurationId: string | null;
}

/** One answer on its own scale. */
export interface Answer extends Stated {
  readonly survey: string;
  readonly question: string;
  readonly kind: string | null;
  readonly score: number;
  readonly scaleMin: number;
  readonly scaleMax: number;
  readonly aspect: string | null;
  readonly about: string | null;
  readonly sealed: Readonly<Record<string, SealedCell>>;
}

/** The part of the row that stated needs and opinions change. */
export interface Interests {
  readonly lastConfiguration: LastConfiguration | null;
  /** The newest answers, newest first. */
  readonly satisfaction: readonly Answer[];
}

const OPTIONS_LENGTH_MAX = 2_000;
const ANSWERS_MAX = 5;

export const configured = <Row extends Interests>(row: Row, fact: FactOf<'ProductConfigured'>, mine = false): Row => {
  const { sku, options, category = null, currency = null, amount = null, configurationId = null } = fact.data;
  const configuration = {
    ...stated(fact),
    sku,
    options: JSON.stringify(options).length <= OPTIONS_LENGTH_MAX ? options : null,
    ...{ category, currency, amount, configurationId },
  };
  return put<Pick<Interests, 'lastConfiguration'>, Row>(
    row,
    { lastConfiguration: later(row.lastConfiguration, configuration) },
    mine,
  );
};

export const answered = <Row extends Interests>(row: Row, fact: FactOf<'SurveyAnswered'>, mine = false): Row => {
  const { survey, question, score, scaleMin, scaleMax, kind = null, aspect = null, about = null } = fact.data;
  const answer = {
    ...stated(fact),
    ...{ survey, question, kind, score, scaleMin, scaleMax, aspect, about },
    sealed: shortCells(fact.sealed, 1),
  };
  return put(row, { satisfaction: withNewest(row.satisfaction, answer, ANSWERS_MAX, mine) }, mine);
};
