-- Lists of the event log by type and by record, newest first.

create index events_type on events (workspace_id, type, id);
drop index events_record;
create index events_record on events (workspace_id, record_id, id) where record_id is not null;

-- Parked events as they are listed, and by the record whose later events wait behind them.
create index parked_events_oldest on parked_events (workspace_id, event_id, consumer);
create index parked_events_record on parked_events (workspace_id, consumer, record_id) where record_id is not null;
