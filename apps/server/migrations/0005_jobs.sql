-- Living processes: what one leased is taken over when its heartbeat stops.
create table workers (
  id uuid primary key,
  queue_id text,
  heartbeat_at timestamptz not null default now()
);
alter table workers enable row level security;
alter table workers force row level security;
create policy engine on workers to pulse_engine using (true) with check (true);
grant select, insert, update, delete on workers to pulse_engine;

-- Work that runs later: what a person sees of it. The queue itself is graphile-worker's.

create table jobs (
  id uuid primary key,
  workspace_id uuid not null,
  task text collate "C" not null,
  state text collate "C" not null check (state in ('queued', 'running', 'done', 'failed')),
  done bigint not null default 0,
  total bigint,
  result jsonb,
  error text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index jobs_newest on jobs (workspace_id, created_at, id);
call protect('jobs');

-- The app may put work into the queue inside its own transaction, and do nothing else with it.
create function enqueue_job(task text, payload json, run_at timestamptz, job_key text, max_attempts integer)
  returns void language plpgsql security definer set search_path = public as $$
begin
  perform graphile_worker.add_job(task, payload, run_at := run_at, max_attempts := max_attempts, job_key := job_key);
end $$;
revoke execute on function enqueue_job from public;
grant execute on function enqueue_job to pulse_app, pulse_engine;

-- Jobs that a dead process was working on become free again.
create function release_jobs(queue_ids text[]) returns void language plpgsql security definer set search_path = public as $$
begin
  perform graphile_worker.force_unlock_workers(queue_ids);
end $$;
revoke execute on function release_jobs from public;
grant execute on function release_jobs to pulse_engine;
