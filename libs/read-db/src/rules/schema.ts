/** What is new to the rules is in the past of the log as well: they read it again, and take their decisions from there. */
const READ_AGAIN = `
  truncate rapport_rules.sale, rapport_rules.occurrence, rapport_rules.rate, rapport_rules.rule_version, rapport_rules.close,
    rapport_rules.standing;
  do $$ begin
    if to_regclass('rapport_read.checkpoint') is not null then
      delete from rapport_read.checkpoint where projection = 'rules';
    end if;
  end $$;`;

/**
 * Steps of the schema `rapport_rules`: what the clock and the rules remember of the log. All of it can be rebuilt by
 * reading the log again; nobody but these two followers looks at it. Times and positions are text in byte order.
 */
export const RULES_STEPS = [
  `create schema if not exists rapport_rules;

  create table rapport_rules.sale (
    event_id uuid primary key, handle uuid not null, occurred_at text collate "C" not null,
    kind text not null check (kind in ('sale', 'return', 'cancel')),
    order_id text, currency text, amount text, cost text);
  create index sale_handle on rapport_rules.sale (handle);
  comment on table rapport_rules.sale is
    'sales, returns and cancellations as corrections up to the checkpoint leave them; a cancellation without amount is of the whole order';

  create table rapport_rules.rate (
    event_id uuid primary key, from_currency text not null, to_currency text not null,
    occurred_at text collate "C" not null, rate text not null);

  create table rapport_rules.rule_version (
    rule text not null, version int not null, kind text not null, params jsonb not null, effective_from date not null,
    position text collate "C" not null, primary key (rule, version));

  create table rapport_rules.close (
    zone text not null, date date not null, restatement int not null, position text collate "C" not null,
    behind boolean not null, primary key (zone, date, restatement));
  comment on column rapport_rules.close.behind is 'a later day was closed before it';

  create table rapport_rules.standing (
    rule text not null, customer uuid not null, from_date date not null, to_date date,
    decided date not null, behind boolean not null, said jsonb not null,
    primary key (rule, customer, from_date));
  comment on table rapport_rules.standing is
    'what the last decision about a customer says, for closes from from_date until before to_date (null: for good)';
  create index standing_open on rapport_rules.standing (rule, from_date, to_date);

  create table rapport_rules.promise (
    event_id uuid primary key, handle uuid not null, promise_id text not null,
    kind text not null check (kind in ('made', 'kept', 'broken')), occurred_at text collate "C" not null,
    due_at text collate "C", historical boolean not null, next_at text collate "C");
  create index promise_id on rapport_rules.promise (promise_id);
  create index promise_next on rapport_rules.promise (next_at) where next_at is not null;
  comment on column rapport_rules.promise.next_at is 'when the clock looks at it next; null = there is nothing left to say';

  create table rapport_rules.deadline (
    deadline text not null, stage text not null, primary key (deadline, stage));
  comment on table rapport_rules.deadline is 'what the clock has said already';`,

  `create table rapport_rules.occurrence (
    event_id uuid primary key, handle uuid not null, occurred_at text collate "C" not null, kind text not null, about jsonb not null);
  create index occurrence_handle on rapport_rules.occurrence (handle);
  comment on table rapport_rules.occurrence is
    'what rules look at besides sales: contacts, quotes, opportunities, as corrections up to the checkpoint leave them';
  alter table rapport_rules.sale add column category text;
  comment on column rapport_rules.sale.category is 'of the line that is worth most';
  ${READ_AGAIN}`,

  `-- Bills, payments and contracts are occurrences as well.
  ${READ_AGAIN}`,

  `-- And so is what somebody says of profiling.
  create index occurrence_profiling on rapport_rules.occurrence (handle) where kind = 'profiling';
  ${READ_AGAIN}`,

  `-- Segments look at channels, stated traits and preferences, and at what somebody asked about.
  ${READ_AGAIN}
  alter table rapport_rules.sale add column channel text collate "C" not null;`,

  `-- Cases, contracts and what nobody likes speak for a churn signal.
  ${READ_AGAIN}`,

  `-- Dates that matter to customers, the personal ones sealed as they came, and where customers live.
  ${READ_AGAIN}`,

  `-- What was bought, line by line, and what customers looked at.
  alter table rapport_rules.sale add column items text;
  comment on column rapport_rules.sale.items is 'the lines of the order: JSON of [article, category, price] each; null = none are named';
  ${READ_AGAIN}`,

  `-- What came back, line by line.
  ${READ_AGAIN}`,

  `create table rapport_rules.engagement (
    event_id uuid primary key, handle uuid not null, occurred_at text collate "C" not null, channel text collate "C" not null);
  create index engagement_handle on rapport_rules.engagement (handle);
  comment on table rapport_rules.engagement is
    'what customers did on which channel of their own accord, as corrections up to the checkpoint leave it';
  ${READ_AGAIN}`,

  `-- Contacts say what they were about.
  ${READ_AGAIN}`,

  `-- Contracts say how long they are and what they cost.
  ${READ_AGAIN}`,

  `-- What customers cost: contacts by the way they came about, costs that were booked, and who referred whom.
  create table rapport_rules.general_cost (
    event_id uuid primary key, occurred_at text collate "C" not null, kind text not null, currency text not null, amount text not null,
    channel text, campaign text, from_day text, to_day text);
  comment on table rapport_rules.general_cost is 'costs that were booked for nobody in particular, as corrections up to the checkpoint leave them';
  ${READ_AGAIN}`,

  `-- Points that were redeemed, and calls of which nobody told the beginning.
  ${READ_AGAIN}`,

  `-- Only who asks for a day goes by the days. A planner that takes the table for an empty one, as it does in the minute after a first close, would
  -- otherwise go through all standings of a rule for those of some customers, and take the list of them apart again for each.
  drop index rapport_rules.standing_open;
  create index standing_day on rapport_rules.standing (rule collate "C", from_date, to_date);`,
] as const;
