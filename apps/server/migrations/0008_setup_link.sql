-- The link of the first start is used up in the transaction that makes the workspace: one narrow door for the app.
create function use_setup_link(wanted bytea) returns boolean language sql volatile security definer set search_path = public
  begin atomic
    with used as (delete from setup_links where hash = wanted returning one)
    select exists (select from used);
  end;
grant create on schema public to pulse_engine;
alter function use_setup_link(bytea) owner to pulse_engine;
revoke create on schema public from pulse_engine;
revoke execute on function use_setup_link(bytea) from public;
grant execute on function use_setup_link(bytea) to pulse_app;
