/** The least and the greatest answer that could be given; part of every figure, since 4 of 5 is not 8 of 10. */
export interface AnswerScale {
  readonly least: number;
  readonly greatest: number;
}

/** Satisfaction as three measures that are not each other; shares are 0 to 1. */
export interface Satisfaction {
  readonly scale: AnswerScale;
  readonly answers: number;
  readonly mean: number;
  /** Share of the greatest answer. */
  readonly topBox: number;
  /** Share of the `boxes` greatest answers. */
  readonly topBoxes: number;
}

/**
 * Mean and top-box of answers on one scale, never rescaled (domain.md 7; Jones & Sasser 1995, "Why satisfied customers defect", Harvard Business Review
 * 73(6), is why the top box counts). Null without an answer.
 * @throws RangeError when an answer is no whole number on the scale, or there are not so many boxes
 */
export const satisfaction = (answers: readonly number[], scale: AnswerScale, boxes = 2): Satisfaction | null => {
  const { least, greatest } = checkScale(scale);
  if (!(Number.isInteger(boxes) && boxes >= 1 && boxes <= greatest - least)) throw new RangeError(`a scale from ${least} to ${greatest} has no top ${boxes}`); // prettier-ignore
  checkAnswers(answers, scale);
  const n = answers.length;
  if (n === 0) return null;
  const from = (answer: number): number => answers.filter((one) => one >= answer).length / n;
  const mean = answers.reduce((sum, answer) => sum + answer, 0) / n;
  return { scale, answers: n, mean, topBox: from(greatest), topBoxes: from(greatest - boxes + 1) };
};

/**
 * An index of 0 to 100 over several questions on one scale: 100 (mean of the questions' means − least) ÷ (greatest − least), the customer
 * satisfaction index of the European survey with equal weights (Tenenhaus et al. 2005, "PLS path modeling", Computational Statistics & Data
 * Analysis 48). To compare with others who publish such an index; CSAT itself is not rescaled. Null without a question or an answer to one.
 * @throws RangeError as `satisfaction`
 */
export const satisfactionIndex = (questions: readonly (readonly number[])[], scale: AnswerScale): number | null => {
  const { least, greatest } = checkScale(scale);
  for (const answers of questions) checkAnswers(answers, scale);
  if (questions.length === 0 || questions.some((answers) => answers.length === 0)) return null;
  const means = questions.map((answers) => answers.reduce((sum, answer) => sum + answer, 0) / answers.length);
  return (100 * (means.reduce((sum, mean) => sum + mean, 0) / means.length - least)) / (greatest - least);
};

const checkScale = (scale: AnswerScale): AnswerScale => {
  if (!(Number.isInteger(scale.least) && Number.isInteger(scale.greatest) && scale.least < scale.greatest))
    throw new RangeError('a scale goes from one whole number up to another');
  return scale;
};

const checkAnswers = (answers: readonly number[], { least, greatest }: AnswerScale): void => {
  const wrong = answers.find((answer) => !(Number.isInteger(answer) && answer >= least && answer <= greatest));
  if (wrong !== undefined)
    throw new RangeError(`an answer is a whole number from ${least} to ${greatest}, not ${wrong}`);
};
