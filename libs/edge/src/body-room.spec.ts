import { EventEmitter } from 'node:events';
import { wholeBody } from './body';
import { BodyRoom, SMALL_BODY_BYTES } from './body-room';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('room for bodies', () => {
  it('is had by as many as fit, and by the others in the order in which they came', async () => {
    const room = new BodyRoom(10);
    const had: string[] = [];
    const take = async (name: string, bytes: number): Promise<() => void> => {
      const free = await room.take(bytes);
      had.push(name);
      return free;
    };
    const [a, b] = [await take('a', 4), await take('b', 6)];
    const waiting = [take('c', 8), take('d', 1), take('e', 1)];
    await settled();
    expect(had).toEqual(['a', 'b']);
    a();
    a();
    await settled();
    // Small ones do not overtake a large one for ever.
    expect(had).toEqual(['a', 'b']);
    b();
    await Promise.all(waiting);
    expect(had).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is had by one that is larger than all of it, alone', async () => {
    const room = new BodyRoom(10);
    const free = await room.take(100);
    let second = false;
    const waiting = room.take(1).then((done) => ((second = true), done));
    await settled();
    expect(second).toBe(false);
    free();
    (await waiting)();
  });

  it('is refused to who has waited too long, and those behind are not held up by them', async () => {
    const room = new BodyRoom(10, 30);
    const free = await room.take(8);
    const tooLarge = room.take(5);
    const behind = room.take(2);
    await expect(tooLarge).rejects.toMatchObject({ code: 'no-room', headers: { 'retry-after': '2' } });
    await behind;
    free();
  });
});

describe('a body that is read whole', () => {
  const chunks = async function* (count: number, log: EventEmitter): AsyncGenerator<Buffer> {
    for (let n = 0; n < count; n += 1) {
      log.emit('read', n);
      yield Buffer.alloc(64 * 1024);
    }
  };
  const read = async (count: number, headers: Record<string, string>): Promise<{ held: number[]; reads: number }> => {
    const log = new EventEmitter();
    const held: number[] = [];
    let reads = 0;
    log.on('read', () => (reads += 1));
    const holdRoom = async (bytes: number): Promise<() => void> => {
      held.push(bytes, reads);
      await settled();
      expect(reads).toBe(held[1]);
      return () => undefined;
    };
    const body = await wholeBody({ headers, holdRoom }, chunks(count, log), 1_000_000);
    expect(body).toHaveLength(count * 64 * 1024);
    return { held, reads };
  };

  it('waits for room once it is large, unread meanwhile: for what it announced, or for the most that it may have', async () => {
    const small = SMALL_BODY_BYTES / (64 * 1024);
    expect((await read(small, {})).held).toEqual([]);
    expect((await read(small + 3, {})).held).toEqual([1_000_000, small + 1]);
    expect((await read(small + 3, { 'content-length': '458752' })).held).toEqual([458_752, small + 1]);
  });

  it('is refused without being read when it announces too much', async () => {
    const nothing = chunks(1, new EventEmitter());
    const request = { headers: { 'content-length': '1000001' } };
    await expect(wholeBody(request, nothing, 1_000_000)).rejects.toMatchObject({ code: 'too-large' });
  });
});
