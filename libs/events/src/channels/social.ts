import { channel, Means, Personal } from '../channel';
import { Code, Measure, OneOf, Optional, Text, Whole } from '../field';
import { everywhere } from '../payloads/everywhere';
import { interest } from '../payloads/interest';
import { orders } from '../payloads/orders';
import { reviews } from '../payloads/reviews';
import { automation, wrapUp } from '../payloads/service';

class Post {
  @Code('Post, unique within the network', '1789920031') postId!: string;
  @Optional() @Code('Network or forum', 'weibo') network?: string;
  @Optional() @Code('Post that it answers', '1789920007') inReplyTo?: string;
  @Optional() @Personal('content') @Text('Text', 'Great service at the Berlin store') text?: string;
}

@Means('The customer wrote about us or to us in public, or in a private message on a network')
class PostPublished extends Post {
  @Optional() @OneOf('Kind', ['post', 'comment', 'mention', 'message', 'forum']) kind?: string;
  @Optional() @Measure('Mood', 0.8, '-1 to 1', -1, 1) sentiment?: number;
  @Optional() @Whole('People who follow the writer', 1200, 'person') followers?: number;
  @Optional() @Personal('behaviour') @Text('Address', 'https://weibo.example/1789920031') url?: string;
}

@Means('We answered a post')
class PostAnswered extends Post {}

@Means('The customer reacted to a post of ours')
class ReactionGiven {
  @Code('Our post', '1789920040') postId!: string;
  @Optional() @Code('Network or forum', 'weibo') network?: string;
  @Code('Reaction: like, share, follow, unfollow', 'like') reaction!: string;
}

export const social = channel('social', {
  ...everywhere,
  ...orders,
  ...interest,
  ...automation,
  ...wrapUp,
  ...reviews,
  PostPublished,
  PostAnswered,
  ReactionGiven,
});
