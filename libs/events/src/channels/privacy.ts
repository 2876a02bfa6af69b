import { channel, Means } from '../channel';
import { Code, OneOf, Whole } from '../field';
import { DATA_CLASSES, type DataClass } from '../envelope';

/** Why personal data is erased, as the law puts it (GDPR, article 17, paragraph 1). */
export const GROUNDS = ['request', 'not-needed', 'consent-withdrawn', 'objection', 'unlawful', 'obligation'] as const;
export type Ground = (typeof GROUNDS)[number];

@Means(
  'The personal data of a customer was made unreadable for ever; their figures stay, and nobody can say whose they are',
)
class CustomerErased {
  @Code('Id of the erasure and its certificate', '6b1f5a52-9c5f-4c55-8d7c-1c2a3b4d5e6f') erasure!: string;
  @OneOf('Why', GROUNDS, 'request') ground!: Ground;
  @Whole('Handles that were the customer’s; `handles` of the event lists them', 3, 'handle', 1) count!: number;
}

@Means(
  'The time of keeping a class of personal data of one quarter is over: of everybody, nothing of it can be read any more',
)
class PersonalDataExpired {
  @OneOf('What the data is about', DATA_CLASSES, 'content') dataClass!: DataClass;
  @Code('Calendar quarter (UTC) in which it happened', '2023Q4') quarter!: string;
  @Whole('How many months it was to be kept after the end of the quarter', 36, 'month') months!: number;
}

export const privacy = channel('privacy', { CustomerErased, PersonalDataExpired });
