/** Name of the secret that stands in the vault while its keys are being wrapped anew; it opens with the new master key. */
export const ROTATION = 'rotation/1';

/** The vault stands between two master keys. */
export class RotationUnfinished extends Error {
  constructor() {
    super(
      'the change of the master key was broken off, so some keys are wrapped by the old one and some by the new one: ' +
        'run "rapport keys rotate-master" again with the same two keys; it goes on where it stopped',
    );
    this.name = 'RotationUnfinished';
  }
}

/** @throws RotationUnfinished when the mark is among the names of the secrets. */
export const refuseUnfinished = (secrets: readonly { readonly name: string }[]): void => {
  if (secrets.some(({ name }) => name === ROTATION)) throw new RotationUnfinished();
};
