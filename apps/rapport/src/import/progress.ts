import { say } from '../terminal';

const EVERY_MS = 1_000;
const BAR_SIGNS = 24;

const clock = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':').replace(/^00:/, ''); // prettier-ignore
};

/** How far an import is, on stderr: one line that changes on a terminal, a line now and then elsewhere. */
export class Progress {
  private readonly started = performance.now();
  private said = 0;
  private linesThen = 0;
  private thenMs = this.started;

  constructor(
    private readonly label: string,
    private readonly total: number,
    private readonly terminal = process.stderr.isTTY === true,
  ) {}

  /** Says how far it is, at most once a second (every ten elsewhere than on a terminal). */
  show(lines: number): void {
    const now = performance.now();
    if (now - this.said < (this.terminal ? EVERY_MS : EVERY_MS * 10)) return;
    this.said = now;
    const share = this.total === 0 ? 0 : Math.min(1, lines / this.total);
    const left = share > 0 ? ((now - this.started) / 1_000) * (1 / share - 1) : Number.NaN;
    const rate = Math.round(((lines - this.linesThen) / Math.max(1, now - this.thenMs)) * 1_000);
    this.linesThen = lines;
    this.thenMs = now;
    const bar = '█'.repeat(Math.round(share * BAR_SIGNS)).padEnd(BAR_SIGNS, '░');
    const eta = Number.isNaN(left) ? '' : `, ${clock(left)} left`;
    const text = `${this.label} ${bar} ${Math.floor(share * 100)} %, ${lines} lines, ${rate} lines/s${eta}`;
    if (this.terminal) process.stderr.write(`\r${text}\u001b[K`);
    else say(text);
  }

  /** Clears the line that changes. */
  end(): void {
    if (this.terminal && this.said > 0) process.stderr.write('\r\u001b[K');
  }
}
