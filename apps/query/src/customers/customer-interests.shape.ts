import { shapes } from '@rapport/edge';
import { personal } from '../cell.shape';
import { STATED } from './stated.shape';

const { amount, anything, figure, listOf, mapOf, maybe, named, record, text } = shapes;

const LAST_CONFIGURATION = named(
  'LastConfiguration',
  record({
    ...STATED,
    sku: text(),
    options: maybe(mapOf(anything(), 'Choices by option; null when they are too many for a card')),
    category: maybe(text()),
    currency: maybe(text()),
    amount: maybe(amount()),
    configurationId: maybe(text()),
  }),
);

const SURVEY_ANSWER = named(
  'GivenAnswer',
  record({
    ...STATED,
    survey: text(),
    question: text(),
    kind: maybe(text()),
    score: figure('On the scale from scaleMin to scaleMax'),
    scaleMin: figure(),
    scaleMax: figure(),
    aspect: maybe(text()),
    about: maybe(text()),
    personal: personal(),
  }),
);

/** What they want, and how content they are. */
export const INTERESTS = {
  lastConfiguration: maybe(LAST_CONFIGURATION),
  satisfaction: listOf(SURVEY_ANSWER, 'The newest five, newest first'),
};
