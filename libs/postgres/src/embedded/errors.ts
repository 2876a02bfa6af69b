/** The port that PostgreSQL shall listen on belongs to another program. */
export class PortTaken extends Error {
  constructor(readonly port: number) {
    super(
      `port ${port} is taken by another program: stop that program, or choose another port for PostgreSQL ` +
        `(find who has it with "ss -ltnp sport = :${port}" or "lsof -i :${port}")`,
    );
    this.name = 'PortTaken';
  }
}

/** Another living process runs a server on this data directory; two servers on one directory would destroy it. */
export class DataDirInUse extends Error {
  constructor(
    readonly dataDir: string,
    readonly pid: number,
  ) {
    super(`the data directory ${dataDir} is in use by process ${pid}: stop it first, or choose another data directory`);
    this.name = 'DataDirInUse';
  }
}

/** The embedded PostgreSQL could not be started; the message says why and the end of its log is included. */
export class EmbeddedFailed extends Error {
  constructor(why: string, logTail = '') {
    super(logTail ? `${why}\n--- end of the PostgreSQL log ---\n${logTail}` : why);
    this.name = 'EmbeddedFailed';
  }
}
