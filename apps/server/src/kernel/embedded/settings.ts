import { totalmem } from 'node:os'

const mebibyte = 1_048_576

/** Server settings as `postgres -c` takes them, sized to the machine; durability is never traded away. */
export function settingsFor(socketFolder: string, more: Record<string, string>, memoryBytes = totalmem()): string[] {
  const sharedBuffers = Math.min(1_024, Math.max(64, Math.floor(memoryBytes / 8 / mebibyte)))
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    max_connections: 100,
    // A backup reads a year of daily partitions with their indexes in one transaction.
    max_locks_per_transaction: 512,
    shared_buffers: `${sharedBuffers}MB`,
    effective_cache_size: `${Math.floor(memoryBytes / 2 / mebibyte)}MB`,
    maintenance_work_mem: '128MB',
    work_mem: '16MB',
    wal_compression: 'on',
    wal_buffers: '16MB',
    min_wal_size: '256MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '10min',
    random_page_cost: 1.1,
    jit: 'off',
    autovacuum_naptime: '10s',
    idle_in_transaction_session_timeout: '30s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    log_autovacuum_min_duration: -1,
    ...more,
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
