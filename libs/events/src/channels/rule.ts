import { channel } from '../channel';
import { decided } from '../payloads/decided';
import { models } from '../payloads/models';
import { ruleRuns } from '../payloads/rule-runs';
import { signalled } from '../payloads/signalled';

export const rule = channel('rule', { ...ruleRuns, ...decided, ...signalled, ...models });
