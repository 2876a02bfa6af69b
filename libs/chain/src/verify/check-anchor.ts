import { anchorHash, asAnchor, type Anchor } from '../anchor';
import type { KeyRing } from '../key-ring';

/** Says what is wrong with anchors or evidence. */
export type Complain = (detail: string) => void;

/**
 * Checks anchors one after the other: form, signature, that none is missing between, that each follows the one before. An
 * anchor with a good signature is returned: what it says is true, whatever became of its neighbours.
 */
export const anchorCheck = (ring: KeyRing, whose: string, complain: Complain): ((given: Anchor) => Anchor | null) => {
  let before: Anchor | null = null;
  let number: number | null = null;
  return (given) => {
    const name = `${whose} anchor ${given.number}`;
    if (number !== null && given.number > number + 1)
      complain(`${whose} anchors ${number + 1} to ${given.number - 1} are missing`);
    number = given.number;
    const anchor = asAnchor(given);
    const fault = anchor === null ? 'is not well formed' : ring.fault(anchor);
    if (fault !== null) {
      complain(`${name} ${fault}`);
      return null;
    }
    if (before?.number === given.number - 1 && given.previous !== anchorHash(before))
      complain(`${name} does not follow anchor ${before.number} but another one`);
    before = given;
    return given;
  };
};
