-- Object types of each workspace and one table of records with indexed slots.

create table object_types (
  id integer generated always as identity primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  name text collate "C" not null,
  slots jsonb not null,
  unique (workspace_id, name)
);
call protect('object_types');

create table records (
  workspace_id uuid not null,
  type_id integer not null,
  id uuid not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  data jsonb not null,
  t1 text collate "und-x-icu", t2 text collate "und-x-icu", t3 text collate "und-x-icu", t4 text collate "und-x-icu",
  t5 text collate "und-x-icu", t6 text collate "und-x-icu", t7 text collate "und-x-icu", t8 text collate "und-x-icu",
  n1 float8, n2 float8, n3 float8, n4 float8, n5 float8, n6 float8,
  d1 timestamptz, d2 timestamptz, d3 timestamptz, d4 timestamptz,
  g1_lat float8, g1_lng float8, g2_lat float8, g2_lng float8,
  primary key (workspace_id, type_id, id)
) with (fillfactor = 90);

create index records_newest on records (type_id, created_at, id) where deleted_at is null;

-- One index for each slot; the rows that leave a slot empty cost it nothing.
do $$
declare slot text;
begin
  foreach slot in array array['t1','t2','t3','t4','t5','t6','t7','t8','n1','n2','n3','n4','n5','n6','d1','d2','d3','d4'] loop
    execute format('create index records_%1$s on records (type_id, %1$s, created_at, id) where %1$s is not null and deleted_at is null', slot);
  end loop;
  foreach slot in array array['g1','g2'] loop
    execute format('create index records_%1$s on records (type_id, %1$s_lat, %1$s_lng) where %1$s_lat is not null and deleted_at is null', slot);
  end loop;
end $$;
call protect('records');

create type record_row as (
  workspace_id uuid, type_id integer, id uuid, version bigint, created_at timestamptz, updated_at timestamptz, data jsonb,
  t1 text, t2 text, t3 text, t4 text, t5 text, t6 text, t7 text, t8 text,
  n1 float8, n2 float8, n3 float8, n4 float8, n5 float8, n6 float8,
  d1 timestamptz, d2 timestamptz, d3 timestamptz, d4 timestamptz,
  g1_lat float8, g1_lng float8, g2_lat float8, g2_lng float8
);
