import type { LogFilter } from '../log-filter';
import { filterOf } from '../log-filter';

/** A filter as somebody wrote it: the parameters of `GET /v1/events`. */
export interface WrittenFilter {
  readonly type?: string;
  readonly channel?: string;
  readonly handle?: string;
}

/** `deleted`: kept without deliveries, so that certificates can still say who was told of what. */
export type Status = 'active' | 'paused' | 'disabled' | 'deleted';

/** Why a subscription was disabled, by us. */
export type Reason = 'gone' | 'failing' | 'other-history';

/** A subscription as it stands in its table. Moments are RFC 3339. */
export interface Subscription {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly filter: WrittenFilter;
  readonly status: Status;
  readonly reason: Reason | null;
  readonly createdAt: string;
  readonly createdBy: string;
  /** Everything at or before it was taken up. */
  readonly position: string;
  readonly movedAt: string;
  readonly delivered: number;
  readonly deliveredAt: string | null;
  readonly failingSince: string | null;
  readonly lastError: string | null;
  readonly lastErrorAt: string | null;
  readonly waiting: number;
  readonly dead: number;
  readonly secrets: readonly { readonly createdAt: string; readonly until: string | null }[];
}

/** What whoever delivers needs to know of a subscription. */
export interface Working {
  readonly id: string;
  readonly revision: number;
  readonly url: string;
  readonly filter: LogFilter;
  readonly position: string;
  readonly failingSince: string | null;
}

/** The filter as code asks it. @throws Problem 400 when the handle is no UUID. */
export const chosenBy = ({ type, channel, handle }: WrittenFilter): LogFilter =>
  filterOf({
    ...(type === undefined ? {} : { type }),
    ...(channel === undefined ? {} : { channel }),
    ...(handle === undefined ? {} : { handle }),
  });
