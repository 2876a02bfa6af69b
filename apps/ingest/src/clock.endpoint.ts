import { Controller, Get } from '@nestjs/common';
import { Documented, shapes } from '@rapport/edge';
import { IngestParts } from './parts';

const { record, text } = shapes;
const CLOCK = record({ zone: text('IANA name'), currency: text('ISO 4217') });

@Controller('v1/clock')
class ClockController {
  constructor(private readonly parts: IngestParts) {}

  @Get()
  @Documented({
    operation: 'showClock',
    tag: 'administration',
    summary: 'The company’s time zone and currency',
    description: 'The days of this zone are closed; rules that name no currency reckon in this one.',
    answers: { 200: { description: 'As this instance was started', schema: CLOCK } },
  })
  show(): object {
    const { zone, currency } = this.parts;
    return { zone, currency };
  }
}

export const clock = { controllers: [ClockController], providers: [] };
