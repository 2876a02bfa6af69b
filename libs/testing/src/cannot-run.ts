/**
 * A test cannot run here because something outside it is missing, such as a server that could not start. `npm test` names
 * such tests with the reason and counts them as skipped; where CI=true they are failures.
 */
export class CannotRun extends Error {
  constructor(why: string) {
    super(why.split('\n')[0]);
    this.name = 'CannotRun';
  }
}
