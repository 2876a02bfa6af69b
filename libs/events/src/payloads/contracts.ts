import { Means, Personal } from '../channel';
import { Code, Codes, Currency, Day, Flag, Instant, OneOf, Optional, Sum, Text, Whole } from '../field';

class Bill {
  @Code('Bill, unique within the source', 'RE-2026-1187') billId!: string;
  @Optional() @Code('Contract', 'K-7590') contractId?: string;
  @Currency() currency!: string;
}
@Means('A bill was written')
class BillIssued extends Bill {
  @Sum('Amount to pay', '29.85') amount!: string;
  @Optional() @Instant('To be paid by', '2026-12-04T23:00:00.000Z') dueAt?: string;
  @Optional() @Day('First day of the period', '2026-10-01') periodFrom?: string;
  @Optional() @Day('Last day of the period', '2026-10-31') periodTo?: string;
}
@Means('A bill was paid, wholly or in part')
class BillPaid extends Bill {
  @Sum('Amount paid', '29.85') amount!: string;
  @Optional() @Instant('Was to be paid by', '2026-12-04T23:00:00.000Z') dueAt?: string;
  @Optional() @Flag('Whether the source holds it to be late', false) late?: boolean;
  @Optional() @Code('Means of payment', 'direct-debit') payment?: string;
}
@Means('A payment was refused or taken back')
class PaymentFailed extends Bill {
  @Optional() @Sum('Amount', '29.85') amount?: string;
  @Optional() @Code('Reason code', 'insufficient-funds') reason?: string;
}

class Contract {
  @Code('Contract, unique within the source', 'K-7590') contractId!: string;
}
class Terms extends Contract {
  @Optional() @Code('Plan or tariff', 'fibre-250') plan?: string;
  @Optional() @Codes('Services included', ['internet', 'security']) services?: readonly string[];
  @Optional() @Currency() currency?: string;
  @Optional() @Sum('Price a month', '29.85') monthlyAmount?: string;
  @Optional() @Whole('Length; 1 = from month to month', 24, 'month', 0, 1_200) termMonths?: number;
  @Optional() @Day('First day', '2026-12-01') startsOn?: string;
  @Optional() @Day('Last day', '2028-11-30') endsOn?: string;
  @Optional() @Flag('Whether it goes on by itself', true) autoRenew?: boolean;
}
@Means('A contract began')
class ContractStarted extends Terms {
  @Optional() @Code('Means of payment', 'direct-debit') payment?: string;
  @Optional() @Flag('Whether bills come without paper', true) paperless?: boolean;
}
@Means('A contract goes on for another term, with the terms from now on')
class ContractRenewed extends Terms {}

@Means('The customer or we gave notice; the contract still runs')
class NoticeGiven extends Contract {
  @Optional() @Day('Last day', '2028-11-30') endsOn?: string;
  @Optional() @OneOf('Who gave notice', ['customer', 'company']) by?: string;
  @Optional() @Code('Reason code', 'price') reason?: string;
  @Optional() @Personal('content') @Text('What the customer said', 'The neighbour pays less') text?: string;
}
@Means('A notice was taken back: the contract goes on')
class NoticeWithdrawn extends Contract {}
@Means('A contract is over')
class ContractEnded extends Contract {
  @Optional() @OneOf('Who ended it', ['customer', 'company', 'term']) by?: string;
  @Optional() @Code('Reason code', 'price') reason?: string;
}
@Means('The customer moved to another plan')
class PlanChanged extends Contract {
  @Optional() @Code('Plan before', 'fibre-100') fromPlan?: string;
  @Code('Plan from now on', 'fibre-250') toPlan!: string;
  @Optional() @OneOf('Direction', ['up', 'down', 'same']) direction?: string;
  @Optional() @Currency() currency?: string;
  @Optional() @Sum('Price a month before', '19.85') fromMonthlyAmount?: string;
  @Optional() @Sum('Price a month from now on', '29.85') toMonthlyAmount?: string;
}

export const contracts = {
  BillIssued,
  BillPaid,
  PaymentFailed,
  ContractStarted,
  ContractRenewed,
  NoticeGiven,
  NoticeWithdrawn,
  ContractEnded,
  PlanChanged,
};
