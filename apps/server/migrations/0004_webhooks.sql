-- Subscriptions, what they are owed now, and what became of it.

create table webhooks (
  workspace_id uuid not null references workspaces on delete cascade,
  id text collate "C" not null,
  name text collate "und-x-icu" not null,
  url text collate "C" not null,
  events text[] not null,
  format text collate "C" not null check (format in ('standard', 'pulse', 'admin', 'crm', 'cortexbuild')),
  is_active boolean not null,
  headers jsonb not null,
  max_retries smallint not null,
  retry_delay integer not null,
  timeout_seconds smallint not null,
  secret bytea not null,
  previous_secret bytea,
  previous_expires_at timestamptz,
  created_by text collate "C" not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Only events committed by later transactions are owed.
  since_epoch integer not null,
  since_xid xid8 not null default pg_current_xact_id(),
  primary key (workspace_id, id)
);
create index webhooks_newest on webhooks (workspace_id, created_at, id);
call protect('webhooks');

create table webhook_counters (
  workspace_id uuid not null,
  webhook_id text collate "C" not null,
  succeeded bigint not null default 0,
  failed bigint not null default 0,
  consecutive_failures integer not null default 0,
  last_triggered_at timestamptz,
  primary key (workspace_id, webhook_id),
  foreign key (workspace_id, webhook_id) references webhooks on delete cascade
) with (fillfactor = 50);
call protect('webhook_counters');

-- What is owed and not finished: rows are born leased to the worker that fans out and die when the delivery ends.
create table due_deliveries (
  id uuid primary key,
  workspace_id uuid not null,
  webhook_id text collate "C" not null,
  event_id uuid not null,
  event_type text collate "C" not null,
  retention smallint not null,
  attempts smallint not null default 0,
  due_at timestamptz not null,
  worker_id uuid
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
create index due_deliveries_ready on due_deliveries (due_at) where worker_id is null;
create index due_deliveries_lane on due_deliveries (workspace_id, webhook_id, due_at) where worker_id is null;
create index due_deliveries_log on due_deliveries (workspace_id, webhook_id, id) where worker_id is null;
call protect('due_deliveries');

create type due_row as (
  id uuid, workspace_id uuid, webhook_id text, event_id uuid, event_type text, retention smallint, worker_id uuid
);

-- Finished deliveries, each with its last attempt.
create table deliveries (
  retention smallint not null,
  id uuid not null,
  workspace_id uuid not null,
  webhook_id text collate "C" not null,
  event_id uuid not null,
  event_type text collate "C" not null,
  status text collate "C" not null check (status in ('delivered', 'failed')),
  attempts smallint not null,
  attempted_at timestamptz not null,
  duration_ms integer not null,
  response_status smallint,
  response_body text,
  error text,
  primary key (workspace_id, webhook_id, id, retention)
) partition by list (retention);
call protect('deliveries');

create type delivery_row as (
  retention smallint, id uuid, workspace_id uuid, webhook_id text, event_id uuid, event_type text, status text,
  attempts smallint, attempted_at timestamptz, duration_ms integer, response_status smallint, response_body text, error text
);

-- Attempts before the last: one row for each try that was followed by another.
create table attempts (
  retention smallint not null,
  delivery_id uuid not null,
  number smallint not null,
  workspace_id uuid not null,
  attempted_at timestamptz not null,
  duration_ms integer not null,
  response_status smallint,
  response_body text,
  error text,
  primary key (workspace_id, delivery_id, number, retention)
) partition by list (retention);
call protect('attempts');

create type attempt_row as (
  retention smallint, delivery_id uuid, number smallint, workspace_id uuid,
  attempted_at timestamptz, duration_ms integer, response_status smallint, response_body text, error text
);
