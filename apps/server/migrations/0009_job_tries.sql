-- Who runs a job and how many tries it has left: what a dead process leaves goes back into the queue, or fails with its last try.

alter table jobs add column worker_id uuid, add column tries_left smallint;
create index jobs_running on jobs (worker_id) where worker_id is not null;
