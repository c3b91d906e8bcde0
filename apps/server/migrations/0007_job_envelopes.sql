-- What it takes to put a job into the queue again where the queue is gone, as after a restore; forgotten when the job ends.

alter table jobs
  add column envelope json,
  add column run_at timestamptz,
  add column job_key text collate "C",
  add column most_tries smallint;
