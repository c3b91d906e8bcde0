import { withDatabase, type Check } from './check.ts'
import { lookAtBackups, lookAtDisk, lookAtLogs } from './place.ts'
import { lookAtDatabase, lookAtDeliveries, lookAtEvents, lookAtScheduler, lookAtServer } from './running.ts'
import {
  lookAtFiles,
  lookAtLimits,
  lookAtMail,
  lookAtModels,
  lookAtOrigins,
  lookAtPayments,
  lookAtSecrets,
  lookAtTls,
} from './settings.ts'

/** The production checklist, in the order it is printed. */
export const checks: readonly Check[] = [
  { name: 'database', look: lookAtDatabase },
  { name: 'server', look: withDatabase(lookAtServer) },
  { name: 'scheduler', look: withDatabase(lookAtScheduler) },
  { name: 'events', look: withDatabase(lookAtEvents) },
  { name: 'deliveries', look: withDatabase(lookAtDeliveries) },
  { name: 'disk space', look: lookAtDisk },
  { name: 'backups', look: lookAtBackups },
  { name: 'secrets', look: lookAtSecrets },
  { name: 'TLS', look: lookAtTls },
  { name: 'logs', look: lookAtLogs },
  { name: 'limits', look: lookAtLimits },
  { name: 'origins', look: lookAtOrigins },
  { name: 'mail', look: lookAtMail },
  { name: 'payments', look: lookAtPayments },
  { name: 'file storage', look: lookAtFiles },
  { name: 'model keys', look: lookAtModels },
]
