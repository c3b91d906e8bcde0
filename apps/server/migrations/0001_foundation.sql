-- Roles, the workspace policy every table carries, workspaces and their keys.

do $$
declare role text;
begin
  foreach role in array array['pulse_app', 'pulse_engine'] loop
    if not exists (select from pg_roles where rolname = role) then
      begin
        execute format('create role %I nologin', role);
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
    if not pg_has_role(current_user, role, 'member') then
      execute format('grant %I to current_user', role);
    end if;
  end loop;
end $$;

grant usage on schema public to pulse_app, pulse_engine;

-- The workspaces a connection may touch, as the kernel set them; none when it set nothing.
create function scope_workspaces() returns uuid[] language sql stable parallel safe
  return coalesce(current_setting('pulse.workspaces', true), '{}')::uuid[];

-- Gives a table its two policies: the app sees its workspaces, the engine (dispatcher, sender, jobs) all of them.
create procedure protect(target regclass, workspace_column text default 'workspace_id') language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy app on %s to pulse_app using (%I = any ((select scope_workspaces())::uuid[]))', target, workspace_column);
  execute format('create policy engine on %s to pulse_engine using (true) with check (true)', target);
  execute format('grant select, insert, update, delete on %s to pulse_app, pulse_engine', target);
end $$;

-- A cluster is known by its system identifier; the epoch grows when the data moves to another one,
-- because transaction ids restart there and stored positions would lie ahead of every new event.
create table cluster (
  one boolean primary key default true check (one),
  system_identifier bigint not null,
  epoch integer not null
);
alter table cluster enable row level security;
alter table cluster force row level security;
create policy everyone on cluster for select to pulse_app, pulse_engine using (true);
create policy owner on cluster to current_user using (true) with check (true);
grant select on cluster to pulse_app, pulse_engine;

create table workspaces (
  id uuid primary key,
  name text collate "und-x-icu" not null,
  time_zone text collate "C" not null default 'UTC',
  retention smallint not null default 90 check (retention in (7, 30, 90, 365)),
  created_at timestamptz not null
);
call protect('workspaces', 'id');

-- What must be unique across partitions: chosen ids, unique fields, idempotency keys, marks of the clock.
create table keys (
  workspace_id uuid not null,
  kind text collate "C" not null,
  key text collate "C" not null,
  target text collate "C",
  fingerprint bytea,
  answer bytea,
  expires_at timestamptz,
  primary key (workspace_id, kind, key)
);
create index keys_expiry on keys (expires_at) where expires_at is not null;
call protect('keys');

-- Hot paths insert many rows as one array of such a type: one parameter instead of one for each column.
create type key_row as (
  workspace_id uuid, kind text, key text, target text, fingerprint bytea, answer bytea, expires_at timestamptz
);

create table api_keys (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  name text collate "und-x-icu" not null,
  prefix text collate "C" not null,
  hash bytea not null unique,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_newest on api_keys (workspace_id, created_at, id);
call protect('api_keys');

create table api_key_uses (
  workspace_id uuid not null,
  key_id uuid not null references api_keys on delete cascade,
  day date not null,
  count bigint not null,
  last_used_at timestamptz not null,
  primary key (workspace_id, key_id, day)
);
call protect('api_key_uses');

-- Authentication happens before a workspace is known: one narrow door instead of a wider policy.
create function find_api_key(wanted bytea)
  returns table (id uuid, name text, scopes text[], workspace_id uuid, retention smallint, time_zone text)
  language sql stable security definer set search_path = public
  begin atomic
    select k.id, k.name, k.scopes, w.id, w.retention, w.time_zone
    from api_keys k join workspaces w on w.id = k.workspace_id
    where k.hash = wanted and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
  end;
grant create on schema public to pulse_engine;
alter function find_api_key(bytea) owner to pulse_engine;
revoke create on schema public from pulse_engine;
revoke execute on function find_api_key(bytea) from public;
grant execute on function find_api_key(bytea) to pulse_app;

-- The link that a first start prints; one row, gone when it was used.
create table setup_links (
  one boolean primary key default true check (one),
  hash bytea not null,
  created_at timestamptz not null
);
alter table setup_links enable row level security;
alter table setup_links force row level security;
create policy engine on setup_links to pulse_engine using (true) with check (true);
grant select, insert, update, delete on setup_links to pulse_engine;
