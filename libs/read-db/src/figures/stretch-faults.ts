import type { CompiledPart, Fault } from '@rapport/definitions';
import type { FigureQuestion } from './question';

/** What is wrong with how `from` and `to` of a new question are written. One that was frozen before goes on as it is. */
export const stretchFaults = ({ from, to }: FigureQuestion, parts: readonly CompiledPart[]): readonly Fault[] => {
  const part = parts.find(({ form }) => form !== undefined);
  if (part?.form === undefined) return [];
  const { like, fits } = part.form;
  return Object.entries({ from, to }).flatMap(([side, text]) =>
    text === undefined || fits(text)
      ? []
      : [{ at: `/${side}`, message: `must be written as ${part.name} is: ${like}` }],
  );
};
