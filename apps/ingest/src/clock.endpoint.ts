import { Controller, Get } from '@nestjs/common';
import { Documented } from '@rapport/edge';
import { IngestParts } from './parts';

@Controller('v1/clock')
class ClockController {
  constructor(private readonly parts: IngestParts) {}

  @Get()
  @Documented({
    tag: 'administration',
    summary: 'The company’s time zone and currency',
    description: 'The days of this zone are closed; rules that name no currency reckon in this one.',
    answers: { 200: 'As this instance was started' },
  })
  show(): object {
    const { zone, currency } = this.parts;
    return { zone, currency };
  }
}

export const clock = { controllers: [ClockController], providers: [] };
