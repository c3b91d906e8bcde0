import type { ColumnType, Generated } from 'kysely'

type Json<Read> = ColumnType<Read, string, string>
/** Read as ISO text, written as ISO text. */
type Time = string

interface Keyed {
  workspace_id: string
}

interface Partitioned extends Keyed {
  retention: number
}

/** Every table as Kysely sees it; migrations are the truth, tests compare the two. */
export interface Schema {
  cluster: { system_identifier: string; epoch: number }
  workspaces: { id: string; name: string; time_zone: string; retention: number; created_at: Time }
  keys: Keyed & {
    kind: string
    key: string
    target: string | null
    fingerprint: Buffer | null
    answer: Buffer | null
    expires_at: Time | null
  }
  api_keys: Keyed & {
    id: string
    name: string
    prefix: string
    hash: Buffer
    scopes: string[]
    created_at: Time
    expires_at: Time | null
    revoked_at: Time | null
  }
  api_key_uses: Keyed & { key_id: string; day: string; count: number; last_used_at: Time }
  setup_links: { one: Generated<boolean>; hash: Buffer; created_at: Time }
  events: Partitioned & {
    id: string
    epoch: number
    xid: Generated<string>
    type: string
    record_type: string | null
    record_id: string | null
    version: number | null
    actor_kind: 'api_key' | 'user' | 'system'
    actor_id: string
    actor_name: string
    /** JSON text, sent on as it is. */
    data: string
    previous: string | null
  }
  event_types: Keyed & {
    name: string
    description: string
    schema: Json<Record<string, unknown>>
    sample: Json<Record<string, unknown>>
    created_at: Time
  }
  consumer_positions: Keyed & {
    consumer: string
    epoch: Generated<number>
    xid: Generated<string>
    event_id: Generated<string>
    floor_id: Generated<string>
  }
  parked_events: Keyed & {
    consumer: string
    event_id: string
    event_type: string
    record_id: string | null
    error: string
    parked_at: Time
  }
  object_types: Keyed & {
    id: Generated<number>
    name: string
    slots: Json<Record<string, string>>
    filling: Generated<string[]>
  }
  records: Keyed & {
    type_id: number
    id: string
    version: number
    created_at: Time
    updated_at: Time
    deleted_at: Time | null
    data: Json<Record<string, unknown>>
  }
  webhooks: Keyed & {
    id: string
    name: string
    url: string
    events: string[]
    format: 'standard' | 'pulse' | 'admin' | 'crm' | 'cortexbuild'
    is_active: boolean
    headers: Json<Record<string, string | { sealed: string }>>
    max_retries: number
    retry_delay: number
    timeout_seconds: number
    secret: Buffer
    previous_secret: Buffer | null
    previous_expires_at: Time | null
    created_by: string
    version: number
    created_at: Time
    updated_at: Time
    since_epoch: number
    since_xid: Generated<string>
  }
  webhook_counters: Keyed & {
    webhook_id: string
    succeeded: Generated<number>
    failed: Generated<number>
    consecutive_failures: Generated<number>
    last_triggered_at: Time | null
  }
  due_deliveries: Partitioned & {
    id: string
    webhook_id: string
    event_id: string
    event_type: string
    attempts: number
    due_at: Time
    worker_id: string | null
  }
  deliveries: Partitioned & {
    id: string
    webhook_id: string
    event_id: string
    event_type: string
    status: 'delivered' | 'failed'
    attempts: number
    attempted_at: Time
    duration_ms: number
    response_status: number | null
    response_body: string | null
    error: string | null
  }
  attempts: Partitioned & {
    delivery_id: string
    number: number
    attempted_at: Time
    duration_ms: number
    response_status: number | null
    response_body: string | null
    error: string | null
  }
  jobs: Keyed & {
    id: string
    task: string
    state: 'queued' | 'running' | 'done' | 'failed'
    done: Generated<number>
    total: number | null
    result: Json<Record<string, unknown> | null> | null
    error: string | null
    /** What the queue holds of it while it is not finished. */
    envelope: string | null
    run_at: Time | null
    job_key: string | null
    most_tries: number | null
    worker_id: string | null
    tries_left: number | null
    created_at: Time
    updated_at: Time
  }
}
