/** Steps of the schema `rapport_intake`. */
export const INTAKE_STEPS = [
  `create schema rapport_intake;
  create table rapport_intake.notice (
    id bigserial primary key, topic text not null, partition int not null, "offset" bigint not null,
    code text not null, detail text not null, quarantine_id uuid, noted_at timestamptz not null default now(),
    unique (topic, partition, "offset", code));
  comment on table rapport_intake.notice is 'what was not taken and is still to be said on the quarantine topic';`,
] as const;
