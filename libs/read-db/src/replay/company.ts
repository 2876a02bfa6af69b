/** Those who read the log together, as one of them sees the others. */
export interface Company {
  /** Nobody else reads along (any more). */
  readonly isAlone: boolean;
  /** Leaves time to live; once for all of them. */
  rest(): Promise<void>;
}

/** A replay was paused while others read along: they do not wait for it, and it begins its reading again when it is resumed. */
export class SetAside extends Error {
  constructor() {
    super('the replay was paused while others read the log with it');
    this.name = 'SetAside';
  }
}

/** What was done for several replays at once has failed; which of them it fails, each finds out by itself. */
export class FellApart extends Error {
  constructor(override readonly cause: unknown) {
    super(`reading together failed: ${String(cause)}`);
    this.name = 'FellApart';
  }
}
