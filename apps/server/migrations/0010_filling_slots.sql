-- Fields whose slot does not hold the values of all records yet: lists read those from the records themselves.

alter table object_types add column filling text[] not null default '{}';
