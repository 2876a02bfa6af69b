import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { ValidateIf } from 'class-validator';
import { invalid } from './problem';

/** Deeper than any body of ours; checks of classes go down by recursion. */
const DEEPEST = 100;

class ControlPipe extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    refuseUnkept(value, 0);
    return super.transform(value, metadata);
  }
}

/** PostgreSQL and canonical JSON keep no such text, and would say so much later, as a fault of ours. */
const refuseUnkept = (value: unknown, depth: number): void => {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
    throw invalid('a text has characters (U+0000, a lone surrogate) that no database keeps');
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= DEEPEST) throw invalid(`the body is more than ${DEEPEST} levels deep`);
  for (const part of Object.entries(value).flat()) refuseUnkept(part, depth + 1);
};

/**
 * Checks bodies of control-plane endpoints with their class's decorators; unknown members are refused. Not for the hot path:
 * it costs a hundred times what a compiled schema does.
 */
export const controlPipe = new ControlPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true });

/** The member may be absent, but not null: `{"sources": null}` was meant as something, and we would have to guess as what. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
