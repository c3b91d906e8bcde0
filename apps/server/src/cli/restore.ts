import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { backupFolder, markInManifests } from '#kernel/backup/manifest'
import { restoreBackup, type Restored } from '#kernel/backup/restore'
import { readSettings, type Settings } from '#kernel/config'
import { Refusal, refuse } from '#kernel/refusal'
import type { Command } from './command.ts'
import { bar, many, number, print, progressLine } from './terminal.ts'
import { readInPieces, verifyFile } from './verify.ts'

export const restore: Command = {
  name: 'restore',
  summary: 'bring a backup to an empty place: a new data folder, or an empty database in DATABASE_URL',
  operands: ['FILE'],
  options: { json: { describe: 'answer as JSON' } },
  notes: `FILE is checked first; - reads standard input and checks as it goes. A backup of an older Pulse is brought up to date.
The keys in the backup go to secrets.json of the data folder, unless ENCRYPTION_KEY and API_KEY_SECRET are set.`,
  async run(input) {
    const [file = ''] = input.operands
    const { settings, given } = readSettings(undefined, input.text('data'))
    if (file !== '-') await verifyFile(file)
    const begun = performance.now()
    const restored = await load(file, settings, given)
    const seconds = (performance.now() - begun) / 1_000
    const folders = [backupFolder(settings.dataFolder), ...(file === '-' ? [] : [dirname(resolve(file))])]
    markInManifests(folders, restored.header.id, { restoredAt: new Date().toISOString() })
    print(
      input.flag('json')
        ? JSON.stringify(summary(restored, seconds), null, 2)
        : sentences(restored, settings, seconds).join('\n'),
    )
    return 0
  },
}

async function load(
  file: string,
  settings: Settings,
  given: Parameters<typeof restoreBackup>[1]['given'],
): Promise<Restored> {
  const line = progressLine()
  const whole = file === '-' ? undefined : statSync(file).size
  try {
    return await restoreBackup(file === '-' ? process.stdin : readInPieces(file), {
      settings,
      given,
      now: new Date(),
      onProgress: (table, bytesRead) => line.show(`${whole ? `${bar(bytesRead / whole)}  ` : ''}restoring ${table}`),
    })
  } catch (error) {
    if (error instanceof Refusal)
      refuse(`${error.message} Nothing was restored; the place is as it was.`, { cause: error })
    throw error
  } finally {
    line.clear()
  }
}

const summary = ({ header, end, keys, aside, migrations, jobs, lostJobs }: Restored, seconds: number) => ({
  id: header.id,
  createdAt: header.createdAt,
  pulseVersion: header.pulseVersion,
  tables: end.tables,
  rows: end.rows,
  keys,
  aside,
  migrations,
  jobs,
  lostJobs,
  seconds,
})

const keySentences = {
  backup: 'The keys came with it and are in secrets.json.',
  environment: 'The keys set in the environment fit the data.',
  'secrets.json': 'The keys in secrets.json fit the data.',
}

function sentences(restored: Restored, { databaseUrl, dataFolder }: Settings, seconds: number): string[] {
  const { header, end, keys, aside, migrations, jobs, lostJobs } = restored
  const place = databaseUrl ? 'the database of DATABASE_URL' : dataFolder
  return [
    `Restored ${end.tables} tables, ${number(end.rows)} rows of ${header.createdAt} into ${place} in ${seconds.toFixed(1)} s.`,
    keySentences[keys],
    ...(aside ? [`Other secrets that lay there are kept as ${aside}.`] : []),
    ...(migrations.length > 0
      ? [`Brought up to date from Pulse ${header.pulseVersion}: ${migrations.join(', ')}.`]
      : []),
    ...(jobs > 0 ? [`${many(jobs, 'unfinished job')} to go on with when the server starts.`] : []),
    ...(lostJobs > 0
      ? [`${many(lostJobs, 'unfinished job')} could not be taken along; start again what they did.`]
      : []),
    `Start it with: PULSE_DATA=${dataFolder} npm start`,
  ]
}
