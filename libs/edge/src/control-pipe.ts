import { ValidationPipe } from '@nestjs/common';

/**
 * Checks bodies of control-plane endpoints with their class's decorators; unknown members are refused. Not for the hot path:
 * it costs a hundred times what a compiled schema does.
 */
export const controlPipe = new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true });
