import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import { answer, type Found } from './answer';
import { QueryParts } from './parts';

@Injectable()
class Answering implements NestInterceptor<Found, string | undefined> {
  constructor(private readonly parts: QueryParts) {}

  intercept(context: ExecutionContext, next: CallHandler<Found>): Observable<string | undefined> {
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    return next.handle().pipe(concatMap((found) => answer(this.parts, request, reply, found)));
  }
}

/** What a route, or each of a controller, has found is answered as every read is (answer.ts). */
export const Answers = (): ClassDecorator & MethodDecorator => UseInterceptors(Answering);
