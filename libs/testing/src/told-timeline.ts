import { Timeline } from '@rapport/postgres';

/** A timeline by which another server has taken over whenever it is told so. */
export class ToldTimeline extends Timeline {
  #told = 0;

  override get takeovers(): number {
    return this.#told;
  }

  takeOver(): void {
    this.#told += 1;
  }
}
