// `node --import ./infra/typescript.mjs infra/kurrent-double.mjs`: a stand-in for KurrentDB in a process of its own, for end-to-end
// tests. Says `{"url": "esdb://…"}` in one line and ends with its stdin.
import { kurrentDouble } from '../libs/testing/src/kurrent-double/kurrent-double.ts';

const double = await kurrentDouble();
process.stdout.write(`${JSON.stringify({ url: double.url })}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
