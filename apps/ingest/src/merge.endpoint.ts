import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { joinCustomers } from '@rapport/decisions';
import { CallerOf, Documented, controlPipe, notFound, shapes, uuidPipe, type Caller } from '@rapport/edge';
import { membership } from '@rapport/read-db';
import { IsString, IsUUID, Length } from 'class-validator';
import { decideEdges } from './decide-edges';
import { ASSIGNED_MS, everybodyAssigned, identityBehind } from './everybody-assigned';
import { nodesOf } from './nodes-of';
import { requireNotErased } from './not-erased';
import { IngestParts } from './parts';
import { POSITION } from './receipt.shape';

class Merge {
  /** The other customer, by any id it ever had. */
  @IsUUID() with!: string;
  @IsString() @Length(3, 2_000) reason!: string;
}

interface Merging {
  readonly position: string;
}

class MergeCustomers extends Command<Merging> {
  constructor(
    readonly one: string,
    readonly other: string,
    readonly reason: string,
    readonly keyId: string,
  ) {
    super();
  }
}

@CommandHandler(MergeCustomers)
class MergeCustomersHandler implements ICommandHandler<MergeCustomers> {
  constructor(private readonly parts: IngestParts) {}

  async execute({ one, other, reason, keyId }: MergeCustomers): Promise<Merging> {
    // Who got a receipt a moment ago knows customers that the views may not know yet.
    const assigned = await everybodyAssigned(this.parts, ASSIGNED_MS);
    const people = membership(this.parts.pool);
    const [first, second] = await Promise.all([people.handlesOf(one), people.handlesOf(other)]);
    const edges = await people.edgesOf([...first, ...second].map(({ handle }) => handle));
    const said = { customer: first[0]?.handle ?? one, reason, keyId };
    if (first.length === 0 || second.length === 0) throw assigned === null ? identityBehind() : notFound('customer');
    await requireNotErased(this.parts.vault, [...first, ...second]);
    const position = await decideEdges(this.parts, edges, said, (known, command) =>
      joinCustomers(nodesOf(first), nodesOf(second), known, command),
    );
    return { position };
  }
}

@Controller('v1/customers')
class MergeController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/merge')
  @HttpCode(202)
  @Documented({
    operation: 'mergeCustomers',
    tag: 'identity',
    summary: 'Say that two customers are one person',
    description: 'An event with the reason; views follow. It can be undone at any time, as if it had never happened.',
    params: { id: 'One customer, by any id it ever had' },
    body: {
      schema: {
        type: 'object',
        required: ['with', 'reason'],
        properties: {
          with: { type: 'string', format: 'uuid' },
          reason: { type: 'string', minLength: 3, maxLength: 2000 },
        },
      },
      examples: {
        noReason: { summary: 'Without a reason', status: 400, value: { with: '7e8f8a54-62f0-4a7c-9d0c-3a2f8f6f3f0b' } },
        unknown: {
          summary: 'Nobody has this id',
          status: 404,
          value: { with: '7e8f8a54-62f0-4a7c-9d0c-3a2f8f6f3f0b', reason: 'Same passport, shown at the counter' },
        },
      },
    },
    answers: {
      202: {
        description: 'Recorded; pass `position` as minPosition to see its effect',
        schema: shapes.record({ position: POSITION }),
      },
      400: 'Some fields are not as they should be',
      404: 'One of them is unknown',
      409: 'They are one customer already, or one of them was erased',
      503: 'The customer may be in the log and not yet known; repeat after Retry-After',
    },
  })
  merge(
    @Param('id', uuidPipe) id: string,
    @Body(controlPipe) body: Merge,
    @CallerOf() caller: Caller,
  ): Promise<Merging> {
    return this.commands.execute(new MergeCustomers(id, body.with, body.reason, caller.keyId));
  }
}

export const merge = { controllers: [MergeController], providers: [MergeCustomersHandler] };
