import { shapes } from '@rapport/edge';

const { dayText, figure, flag, listOf, maybe, moment, named, record, text, whole, word } = shapes;

/** Closes that take long, as far as they are. */
export const CLOSES_UNDER_WAY = record({
  closes: listOf(
    named(
      'CloseUnderWay',
      record({
        zone: text('Whose day it is, IANA'),
        date: dayText('The day that has ended'),
        restatement: whole('How often the day was closed before'),
        historical: flag('Of the past: nothing acts on it'),
        state: word(
          ['running', 'interrupted'],
          'Interrupted: whoever did it is gone; the next projector begins it again and decides the same',
        ),
        by: text('The process: host, process id, and which start of it'),
        since: moment(),
        rules: whole('That decide at it'),
        rulesDone: whole('Of these'),
        rule: maybe(text('That it is at; null between two')),
        phase: maybe(
          word(
            ['reading', 'judging', 'deciding'],
            'Reading what the rule looks at (or a run that the log has already), holding all customers against each other, or appending what changes',
          ),
        ),
        customers: maybe(whole('That this rule judges; null = not known yet')),
        decided: whole('Customers about whom this rule has decided: only changes are'),
        toDecide: maybe(whole('About whom it will have in the end; null = not known yet')),
        decidedPerSecond: maybe(figure('Null = it has not decided anything yet')),
        decidedBefore: whole('Decisions of the rules that are done'),
        secondsLeft: maybe(figure('Should the rules to come take as long as those before; null = nobody can say')),
        movedAt: moment('When it last got on'),
        toldAt: moment('When it was last said'),
      }),
    ),
    'By zone',
  ),
});
