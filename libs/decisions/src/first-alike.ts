/**
 * Gives of standings that say the same the first one: after a first close a million customers stand in a few ways.
 * @param textOf what a standing says, as a text
 */
export const firstAlike = <Standing>(textOf: (standing: Standing) => string): ((standing: Standing) => Standing) => {
  const known = new Map<string, Standing>();
  return (standing) => {
    const text = textOf(standing);
    const first = known.get(text);
    if (first === undefined) known.set(text, standing);
    return first ?? standing;
  };
};
