import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { splitCustomer } from '@rapport/decisions';
import {
  CallerOf,
  Documented,
  Optional,
  controlPipe,
  invalid,
  notFound,
  shapes,
  uuidPipe,
  type Caller,
} from '@rapport/edge';
import { membership } from '@rapport/read-db';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsString, IsUUID, Length } from 'class-validator';
import { decideEdges } from './decide-edges';
import { ASSIGNED_MS, everybodyAssigned, identityBehind } from './everybody-assigned';
import { nodesOf } from './nodes-of';
import { requireNotErased } from './not-erased';
import { IngestParts } from './parts';
import { POSITION } from './receipt.shape';
import { withoutJoins } from './without-joins';

class Unmerge {
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  handles?: string[];
  @Optional() @IsUUID() with?: string;
  @IsString() @Length(3, 2_000) reason!: string;
}

const { id: uuid, listOf, record } = shapes;
const SPLITTING = record({ position: POSITION, apart: listOf(uuid(), 'Handles that leave') });

interface Splitting {
  readonly position: string;
  /** The handles that leave. */
  readonly apart: readonly string[];
}

class SplitCustomer extends Command<Splitting> {
  constructor(
    readonly customer: string,
    readonly body: Unmerge,
    readonly keyId: string,
  ) {
    super();
  }
}

@CommandHandler(SplitCustomer)
class SplitCustomerHandler implements ICommandHandler<SplitCustomer> {
  constructor(private readonly parts: IngestParts) {}

  async execute({ customer, body, keyId }: SplitCustomer): Promise<Splitting> {
    const assigned = await everybodyAssigned(this.parts, ASSIGNED_MS);
    const people = membership(this.parts.pool);
    const handles = await people.handlesOf(customer);
    if (handles.length === 0) throw assigned === null ? identityBehind() : notFound('customer');
    await requireNotErased(this.parts.vault, handles);
    const edges = await people.edgesOf(handles.map(({ handle }) => handle));
    const apart = body.handles ?? withoutJoins(body.with!, edges);
    const said = { customer: handles[0]!.handle, reason: body.reason, keyId };
    const position = await decideEdges(this.parts, edges, said, (known, command) =>
      splitCustomer(nodesOf(handles), apart, known, command),
    );
    return { position, apart };
  }
}

@Controller('v1/customers')
class UnmergeController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/unmerge')
  @HttpCode(202)
  @Documented({
    operation: 'unmergeCustomer',
    tag: 'identity',
    summary: 'Take a customer apart',
    description:
      '`handles`: these leave the customer, whatever sources say from now on. `with`: undo what persons joined; the ' +
      'customer that had this id before stands for itself again.',
    params: { id: 'The customer, by any id it ever had' },
    body: {
      schema: {
        type: 'object',
        required: ['reason'],
        properties: {
          handles: { type: 'array', items: { type: 'string', format: 'uuid' } },
          with: { type: 'string', format: 'uuid' },
          reason: { type: 'string', minLength: 3, maxLength: 2000 },
        },
      },
      examples: {
        neither: { summary: 'Neither handles nor with', status: 400, value: { reason: 'Father and son, one phone' } },
      },
    },
    answers: {
      202: { description: 'Recorded; pass `position` as minPosition to see its effect', schema: SPLITTING },
      400: 'Name either handles or with, and a reason',
      404: 'There is no such customer',
      409: 'Nothing would be split, or the customer was erased',
      422: 'A handle does not belong to this customer',
      503: 'The customer may be in the log and not yet known; repeat after Retry-After',
    },
  })
  unmerge(
    @Param('id', uuidPipe) id: string,
    @Body(controlPipe) body: Unmerge,
    @CallerOf() caller: Caller,
  ): Promise<Splitting> {
    if ((body.handles === undefined) === (body.with === undefined)) throw invalid('name either handles or with');
    return this.commands.execute(new SplitCustomer(id, body, caller.keyId));
  }
}

export const unmerge = { controllers: [UnmergeController], providers: [SplitCustomerHandler] };
