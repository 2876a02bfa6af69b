import { checkInteraction, type Identifier, normaliseIdentifier } from '@rapport/events';

/** Stands for the namespace of a source, which the instance knows. */
const ANY_NAMESPACE = 'any';

const identifierFault = (identifier: Identifier): string | null => {
  const normal = normaliseIdentifier(identifier, { namespace: ANY_NAMESPACE });
  // The instance may know the country of the source.
  return normal.ok || normal.code === 'country-needed' ? null : `${normal.code}: ${normal.detail}`;
};

/** Why an instance would refuse an interaction, as far as that can be said without asking it; null when it would take it. */
export const wouldRefuse = (interaction: unknown, now: Date): string | null => {
  const checked = checkInteraction(interaction, now);
  if (!checked.ok) return `${checked.code}: ${checked.detail}`;
  for (const identifier of checked.interaction.identifiers) {
    const fault = identifierFault(identifier);
    if (fault !== null) return fault;
  }
  return null;
};
