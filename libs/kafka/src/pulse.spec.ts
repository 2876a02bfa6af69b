import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Admin } from 'kafkajs';
import { firstWithPulse, hasPulse } from './pulse';
import { NoPulse, requirePulse } from './require-pulse';

const servers: Server[] = [];
/** A broker as far as a pulse goes: what it does with a question. */
const broker = async (answer: (socket: Socket, question: Buffer) => void): Promise<string> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (question) => answer(socket, question));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  servers.push(server);
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const alive = () => broker((socket) => socket.write(Buffer.from([0, 0, 0, 6])));
/** It takes connections and says nothing. */
const frozen = () => broker(() => undefined);
afterAll(() => Promise.all(servers.map((server) => new Promise((done) => server.close(done)))));

it('asks a well-formed question of Kafka’s protocol', async () => {
  const questions: Buffer[] = [];
  await hasPulse(await broker((socket, question) => (questions.push(question), socket.end())), false);
  const [question] = questions;
  expect(question!.readInt32BE(0)).toBe(question!.length - 4);
  expect([question!.readInt16BE(4), question!.readInt16BE(6), question!.readInt16BE(12)]).toEqual([18, 0, -1]);
});

it('tells who answers from who is frozen, gone, or hangs up', async () => {
  const gone = await broker(() => undefined);
  await new Promise((done) => servers.pop()!.close(done));
  const all = [await alive(), await frozen(), gone, await broker((socket) => socket.end())];
  const found = await Promise.all(all.map((one) => hasPulse(one, false, 300)));
  expect(found).toEqual([true, false, false, false]);
  expect(await firstWithPulse([all[1]!, all[2]!, all[0]!], false, 300)).toBe(all[0]);
  expect(await firstWithPulse([all[1]!, all[2]!], false, 300)).toBe(null);
});

it('takes a broker that speaks no TLS for one that answers: the client says what is wrong', async () =>
  expect(await hasPulse(await broker((socket) => socket.write('what?')), true, 1_000)).toBe(true));

it('requires it of leaders alone', async () => {
  const addresses = [await alive(), await frozen()];
  const brokers = addresses.map((address, nodeId) => ({
    nodeId,
    host: '127.0.0.1',
    port: Number(address.split(':')[1]),
  }));
  const admin = (leaders: readonly number[]) =>
    ({
      describeCluster: async () => ({ brokers }),
      fetchTopicMetadata: async () => ({ topics: [{ name: 't', partitions: leaders.map((leader) => ({ leader })) }] }),
    }) as unknown as Admin;
  await requirePulse(admin([0, 0]), false, ['t']);
  await expect(requirePulse(admin([0, 1]), false, ['t'])).rejects.toThrow(new NoPulse(addresses[1]!, ['t']));
});
