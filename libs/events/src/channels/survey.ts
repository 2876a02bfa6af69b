import { channel, Evolved, Holds, Means, Personal } from '../channel';
import { Code, Measure, OneOf, Optional, Text } from '../field';
import { everywhere } from '../payloads/everywhere';
import { onScale } from '../payloads/scale';

const KINDS = ['csat', 'nps', 'ces', 'other'];
const POINT = 'point of the scale';

class Question {
  @Code('Survey', 'after-call-2026') survey!: string;
  @Code('Question', 'q1') question!: string;
  @Optional() @OneOf('Kind of figure that it feeds', KINDS) kind?: string;
  @Measure('The answer, higher is better', 5, POINT) score!: number;
  @Optional()
  @OneOf('What is judged: how it was or how it was expected to be', ['perceived', 'expected'])
  aspect?: string;
  @Optional() @Code('Call, case, order or visit it is about', '33116') about?: string;
  @Optional() @Personal('content') @Text('Remark', 'Very kind lady') comment?: string;
}

@Means('Version 1 knew the top of the scale only')
class SurveyAnsweredV1 extends Question {
  @Measure('Highest answer one can give', 5, POINT) scale!: number;
}

/**
 * Likelihood to recommend starts at 0 by definition and every other scale that version 1 was used for at 1; the ends are
 * named since, because a scale from 1 to 10 passed for one from 0 to 10.
 */
const nameBothEnds = ({ scale, ...data }: Readonly<Record<string, unknown>>) => ({
  ...data,
  scaleMin: data['kind'] === 'nps' ? 0 : 1,
  scaleMax: scale,
});

@Means('A customer answered one question; scores are kept on their own scale and never rescaled')
@Holds(onScale('score'))
@Evolved({ shape: SurveyAnsweredV1, upcast: nameBothEnds })
class SurveyAnswered extends Question {
  @Measure('Lowest answer one can give', 1, POINT) scaleMin!: number;
  @Measure('Highest answer one can give', 5, POINT) scaleMax!: number;
}

@Means('A survey was sent or offered')
class SurveySent {
  @Code('Survey', 'after-call-2026') survey!: string;
  @Optional() @Code('Way: email, sms, voice-menu, site', 'email') medium?: string;
  @Optional() @Code('Call, case, order or visit it is about', '33116') about?: string;
}

export const survey = channel('survey', { ...everywhere, SurveySent, SurveyAnswered });
