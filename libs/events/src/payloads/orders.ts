import { Means, Personal } from '../channel';
import { Amount, Code, Codes, Currency, Instant, Measure, Optional, Sum, Text, Whole } from '../field';
import { Parts } from '../payload-schema';

class OrderLine {
  @Code('Article number', 'XPS-13') sku!: string;
  @Optional() @Code('Article name', 'Notebook, 13 inch') name?: string;
  @Measure('How many, or how much by weight or length; negative when a line takes something back', 1, 'piece')
  quantity!: number;
  @Optional() @Amount('Price of one unit; may have more places than the minor unit', '129.90') unitPrice?: string;
  @Optional() @Amount('Price of the line after its discount', '129.90') amount?: string;
  @Optional() @Sum('Discount already taken off the line', '0.00') discount?: string;
  @Optional() @Sum('What the goods of the line cost us; gives the margin', '98.00') cost?: string;
  @Optional() @Code('Product category', 'laptop') category?: string;
  @Optional() @Code('Brand', 'Contoso') brand?: string;
  @Optional() @Code('Variant: colour, size, flavour', 'silver') variant?: string;
}

@Means('The customer bought: an order placed or a receipt printed')
class PurchaseMade {
  @Code('Order or receipt number, unique within the source', 'B3-5512') orderId!: string;
  @Currency() currency!: string;
  @Amount('Total that the customer pays, after discounts, with tax and shipping', '129.90') amount!: string;
  @Optional() @Parts(OrderLine, 'Order lines') lines?: readonly OrderLine[];
  @Optional() @Sum('Tax contained in the amount', '20.74') tax?: string;
  @Optional() @Sum('Shipping contained in the amount', '0.00') shipping?: string;
  @Optional() @Sum('Discount already taken off the amount', '10.00') discount?: string;
  @Optional() @Sum('What the sold goods cost us, where it is known for the whole order only', '98.00') cost?: string;
  @Optional() @Codes('Coupons used', ['WELCOME10']) coupons?: readonly string[];
  @Optional() @Code('Means of payment', 'card') payment?: string;
  @Optional() @Code('Means of delivery', 'parcel') delivery?: string;
  @Optional() @Instant('Delivery promised by', '2026-11-24T18:00:00.000Z') deliveryDueAt?: string;
  @Optional() @Whole('Loyalty points earned', 129, 'point') pointsEarned?: number;
  @Optional() @Whole('Loyalty points used', 0, 'point') pointsSpent?: number;
  @Optional() @Code('Case, quote or cart that led to it', 'Q-118') reference?: string;
  @Optional() @Personal('contact') @Text('Delivery address', '5 Rosenweg, 10115 Berlin') deliveryAddress?: string;
  @Optional() @Personal('content') @Text('What the customer wrote with the order', 'A gift') note?: string;
}

@Means('Goods came back and money was given back')
class ItemReturned {
  @Optional() @Code('Number of the return, unique within the source', 'R-881') returnId?: string;
  @Optional() @Code('Order that the goods came from, where it is known', 'B3-5512') orderId?: string;
  @Currency() currency!: string;
  @Sum('Amount given back', '129.90') amount!: string;
  @Optional() @Parts(OrderLine, 'What came back; quantities positive') lines?: readonly OrderLine[];
  @Optional() @Code('Reason code', 'wrong-size') reason?: string;
  @Optional() @Code('State of the goods', 'unopened') condition?: string;
  @Optional() @Personal('content') @Text('What the customer said about it', 'Too small') note?: string;
}

@Means('An order, or a part of it, was called off before delivery')
class OrderCancelled {
  @Code('Order that is cancelled', 'B3-5512') orderId!: string;
  @Optional() @Currency() currency?: string;
  @Optional() @Sum('Amount cancelled; absent = the whole order', '129.90') amount?: string;
  @Optional() @Parts(OrderLine, 'Lines cancelled, quantities positive; absent = all') lines?: readonly OrderLine[];
  @Optional() @Code('Who called it off: customer, company, carrier', 'customer') cancelledBy?: string;
  @Optional() @Code('Reason code', 'too-late') reason?: string;
}

@Means('A consignment left for the customer')
class OrderShipped {
  @Code('Order', 'B3-5512') orderId!: string;
  @Optional() @Code('Consignment, unique within the carrier', '00340434161094042557') shipmentId?: string;
  @Optional() @Code('Carrier', 'DHL') carrier?: string;
  @Optional() @Instant('Expected at', '2026-11-24T18:00:00.000Z') dueAt?: string;
}

@Means('A consignment arrived')
class OrderDelivered {
  @Code('Order', 'B3-5512') orderId!: string;
  @Optional() @Code('Consignment, unique within the carrier', '00340434161094042557') shipmentId?: string;
  @Optional() @Code('Carrier', 'DHL') carrier?: string;
  @Optional() @Instant('Was promised by', '2026-11-24T18:00:00.000Z') dueAt?: string;
  @Optional() @Code('Where it was left: door, neighbour, locker', 'door') place?: string;
}

@Means('A delivery attempt failed')
class DeliveryFailed {
  @Code('Order', 'B3-5512') orderId!: string;
  @Optional() @Code('Consignment, unique within the carrier', '00340434161094042557') shipmentId?: string;
  @Optional() @Code('Carrier', 'DHL') carrier?: string;
  @Code('Reason code: nobody-home, wrong-address, damaged, refused, lost', 'nobody-home') reason!: string;
  @Optional() @Whole('Which attempt it was, from 1', 1, 'attempt', 1, 100) attempt?: number;
  @Optional() @Instant('Next attempt at', '2026-11-25T18:00:00.000Z') nextAttemptAt?: string;
}

/** Order types: sent by any touchpoint where one can buy, and by back-office systems. */
export const orders = { PurchaseMade, ItemReturned, OrderCancelled, OrderShipped, OrderDelivered, DeliveryFailed };
