import { Holds, Means, Personal } from '../channel';
import { Code, Flag, Measure, Optional, Text } from '../field';
import { onScale } from './scale';

@Holds(onScale('rating'))
@Means('The customer rated something in public')
class ReviewPublished {
  @Code('Review, unique within the source', 'REVWID_1000') reviewId!: string;
  @Optional() @Code('Article; absent = the company', 'XPS-13') sku?: string;
  @Optional() @Code('Order it is about', 'B3-5512') orderId?: string;
  @Measure('Rating, higher is better', 5, 'point of the scale') rating!: number;
  @Measure('Lowest rating one can give', 1, 'point of the scale') scaleMin!: number;
  @Measure('Highest rating one can give', 5, 'point of the scale') scaleMax!: number;
  @Optional() @Flag('Whether the purchase is proven', true) verified?: boolean;
  @Optional() @Personal('content') @Text('Title', 'Light and fast') title?: string;
  @Optional() @Personal('content') @Text('Text', 'Good quality products') text?: string;
}

export const reviews = { ReviewPublished };
