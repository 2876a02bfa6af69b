import type { Connection, PoolClient, Submittable } from 'pg';

/** What the driver's connection can do beyond its published types. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  sendCopyFail(message: string): void;
  endCopyFrom(): void;
}

/** One `COPY … FROM STDIN`, as the driver's queue of queries takes it: it speaks the protocol's messages itself. */
class CopyIn implements Submittable {
  constructor(
    private readonly text: string,
    private readonly data: Buffer,
    private readonly done: (error: Error | undefined) => void,
  ) {}

  submit(connection: Connection): void {
    (connection as unknown as CopyConnection).query(this.text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.data);
    connection.endCopyFrom();
  }

  handleError(error: Error): void {
    // The driver forgets who asked as soon as there is an error: nothing else is heard, not even that the connection is ready again.
    this.done(error);
  }

  handleReadyForQuery(): void {
    this.done(undefined);
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
}

/** Sends lines in COPY's text format; within the client's transaction, if it has one. */
export const copyIn = (client: PoolClient, statement: string, lines: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    client.query(
      new CopyIn(
        statement,
        typeof lines === 'string' ? Buffer.from(lines) : Buffer.from(lines.buffer, lines.byteOffset, lines.length),
        (error) => (error === undefined ? resolve() : reject(error)),
      ),
    );
  });
