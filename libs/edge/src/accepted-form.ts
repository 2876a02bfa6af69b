interface Named {
  readonly name: string;
  readonly weight: number;
}

const namedIn = (part: string): Named => {
  const [name = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase());
  const weight = parameters.find((one) => /^q\s*=/.test(one))?.replace(/^q\s*=\s*/, '');
  return { name, weight: weight === undefined ? 1 : Number(weight) || 0 };
};

/**
 * Which of the forms that a route has an `Accept` header asks for by name: the one with the greatest weight (`q`), of equals the
 * one named first. The first form when none is, because a star means whatever is usual; a weight of 0 asks for anything but that.
 */
export const acceptedOf = <Form extends string>(
  accept: string | undefined,
  forms: readonly [Form, ...Form[]],
): Form => {
  const wanted = (accept ?? '')
    .split(',')
    .map(namedIn)
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { name } of wanted) {
    const found = forms.find((form) => form === name);
    if (found) return found;
  }
  return forms[0];
};
