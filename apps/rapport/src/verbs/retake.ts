import { Command } from 'commander';
import { connect } from '../client';
import { answer, table } from '../terminal';

type Env = Readonly<Record<string, string | undefined>>;

interface Retaken {
  readonly partitions: readonly { readonly partition: number; readonly from: number; readonly to: number }[];
}
const PATIENCE_MS = 60_000;

const shown = ({ partitions }: Retaken): string => {
  if (partitions.length === 0) return 'no partition had been read that far: there is nothing to take once more';
  const rows = partitions.map(({ partition, from, to }) => [String(partition), String(from), String(to)]);
  return table([['partition', 'from', 'to'], ...rows]);
};

/** `rapport retake`: records of a Kafka topic that the intake shall take once more. */
export const retakeVerb = (env: Env): Command =>
  new Command('retake')
    .argument('<topic>', 'its full name, such as rapport.ingest.v1')
    .requiredOption('--from <moment>', 'from what Kafka received at this moment (RFC 3339), or beginning')
    .option('--json', 'as JSON', false)
    .action(async (topic: string, { from, json }: { from: string; json: boolean }) => {
      const path = `/v1/intake/${encodeURIComponent(topic)}/retake`;
      const retaken = (await connect(env).ask('POST', path, { from }, PATIENCE_MS)) as Retaken;
      answer(json, retaken, () => shown(retaken));
    });
