-- The event log, partitioned by retention class and then by the day in the event's time-ordered id.

create table events (
  retention smallint not null,
  id uuid not null,
  workspace_id uuid not null,
  epoch integer not null,
  xid xid8 not null default pg_current_xact_id(),
  type text collate "C" not null,
  record_type text collate "C",
  record_id text collate "C",
  version bigint,
  actor_kind text collate "C" not null,
  actor_id text collate "C" not null,
  actor_name text collate "und-x-icu" not null,
  data json not null,
  previous json,
  primary key (workspace_id, id, retention)
) partition by list (retention);
create index events_outbox on events (workspace_id, epoch, xid, id);
create index events_record on events (workspace_id, record_id, version) where record_id is not null;
call protect('events');

create type event_row as (
  retention smallint, id uuid, workspace_id uuid, epoch integer, type text, record_type text, record_id text,
  version bigint, actor_kind text, actor_id text, actor_name text, data json, previous json
);

-- Events a workspace declares for itself, beside those of its modules.
create table event_types (
  workspace_id uuid not null references workspaces on delete cascade,
  name text collate "C" not null,
  description text collate "und-x-icu" not null,
  schema jsonb not null,
  sample jsonb not null,
  created_at timestamptz not null,
  primary key (workspace_id, name)
);
call protect('event_types');

-- How far each consumer has come in each workspace.
create table consumer_positions (
  consumer text collate "C" not null,
  workspace_id uuid not null,
  epoch integer not null default 0,
  xid xid8 not null default '0',
  event_id uuid not null default '00000000-0000-0000-0000-000000000000',
  -- Reading begins in the partition of this id, a day before the last event handled.
  floor_id uuid not null default '00000000-0000-0000-0000-000000000000',
  primary key (consumer, workspace_id)
) with (fillfactor = 50);
call protect('consumer_positions');

-- Events a consumer failed on, set aside so that they stop nobody else.
create table parked_events (
  consumer text collate "C" not null,
  workspace_id uuid not null,
  event_id uuid not null,
  event_type text collate "C" not null,
  record_id text collate "C",
  error text not null,
  parked_at timestamptz not null,
  primary key (workspace_id, consumer, event_id)
);
call protect('parked_events');
