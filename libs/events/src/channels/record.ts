import { channel, Means, Personal } from '../channel';
import { Code, Instant, Json, Optional, Text } from '../field';

@Means(
  'An interaction was recorded wrongly: folds behave as if it had been as said here. Replaces type and data as a whole',
)
class InteractionCorrected {
  @Code('Event id of the interaction', '8e8a1d3c-9f6e-5d1c-8f0e-1d2f3a4b5c6d') target!: string;
  @Code('Event type, as before or another one', 'PurchaseMade') type!: string;
  @Optional() @Instant('When it really happened; absent = as recorded', '2026-11-20T16:04:05.000Z') occurredAt?: string;
  @Json('The right data without its personal fields', { orderId: 'B3-5512', currency: 'EUR', amount: '129.90' })
  data!: Readonly<Record<string, unknown>>;
  @Optional() @Personal('content') @Text('Why', 'Typing error') reason?: string;
}

@Means('An interaction was recorded that never happened, or of somebody else: folds behave as if it were not there')
class InteractionRetracted {
  @Code('Event id of the interaction', '8e8a1d3c-9f6e-5d1c-8f0e-1d2f3a4b5c6d') target!: string;
  @Optional() @Personal('content') @Text('Why', 'Booked on the wrong customer') reason?: string;
}

export const record = channel('record', { InteractionCorrected, InteractionRetracted });
