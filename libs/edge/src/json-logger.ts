import { ConsoleLogger } from '@nestjs/common';

/** What Nest tells about its own wiring at every start; nobody reads it. */
const WIRING = new Set(['InstanceLoader', 'RouterExplorer', 'RoutesResolver', 'NestFactory', 'NestApplication']);

/** One JSON object a line: `level`, `timestamp`, `pid`, `context`, `message`. Callers pass no personal values. */
export class JsonLogger extends ConsoleLogger {
  constructor() {
    super({ json: true, colors: false, logLevels: ['log', 'warn', 'error', 'fatal'] });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (!WIRING.has(String(rest.at(-1)))) super.log(message, ...rest);
  }
}
