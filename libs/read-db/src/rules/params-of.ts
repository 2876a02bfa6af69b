import type { ParamsRead } from '@rapport/decisions';
import type { RuleInput } from './rule';

/** The parameters of the version that decides. They were read once before they were published. @throws when they are wrong */
export const paramsOf = <Params>(
  { version, currency }: RuleInput,
  read: (params: Readonly<Record<string, unknown>>, currency: string) => ParamsRead<Params>,
): Params => {
  const outcome = read(version.params, currency);
  if (!outcome.ok) throw new Error(`${version.rule}@${version.version}: ${outcome.faults.join('; ')}`);
  return outcome.params;
};
