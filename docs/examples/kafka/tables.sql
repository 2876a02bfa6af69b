-- How far each partition is taken. A record that Kafka brings again lies before it.
create table if not exists reached (topic text, partition int, next bigint not null, primary key (topic, partition));
-- Which events are taken. An event that was published again lies elsewhere, with the same source and id.
create table if not exists taken (source text, id text, taken_at timestamptz not null default now(), primary key (source, id));
-- The effect: here what was sold, by currency.
create table if not exists sold (currency text primary key, orders bigint not null, amount numeric not null);
