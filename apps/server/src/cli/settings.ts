import { readSettings, type Config } from '#kernel/config'
import { refuseNoData } from '#kernel/db/reach'
import { requireSecrets } from '#kernel/secrets'
import type { Input } from './command.ts'

/** The settings and secrets of data that is there already; a command by itself makes neither. */
export function configOf(input: Input): Config {
  const { settings, given } = readSettings(undefined, input.text('data'))
  if (!settings.databaseUrl) refuseNoData(settings.dataFolder)
  return { ...settings, logLevel: 'silent', secrets: requireSecrets(settings.dataFolder, given) }
}
