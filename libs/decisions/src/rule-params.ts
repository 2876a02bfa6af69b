/** Parameters of a rule, or everything that is wrong with them. */
export type ParamsRead<Params> =
  { readonly ok: true; readonly params: Params } | { readonly ok: false; readonly faults: readonly string[] };

/** Says true, or what the value must be. */
type Check = (value: unknown) => true | string;

/** Puts given parameters over the defaults and holds each against its check; unknown ones are faults. */
export const readParams = <Params extends object>(
  defaults: Params,
  checks: Readonly<Record<keyof Params & string, Check>>,
  given: Readonly<Record<string, unknown>>,
): ParamsRead<Params> => {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(checks, name));
  const params = { ...defaults, ...given } as Record<string, unknown>;
  const faults = [
    ...unknown.map((name) => `${name} is no parameter; there are ${Object.keys(checks).join(', ')}`),
    ...Object.entries<Check>(checks).flatMap(([name, check]) => {
      const verdict = check(params[name]);
      return verdict === true ? [] : [verdict];
    }),
  ];
  return faults.length > 0 ? { ok: false, faults } : { ok: true, params: params as Params };
};
