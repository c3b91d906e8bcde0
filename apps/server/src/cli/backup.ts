import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeBackup, type BackupOptions } from '#kernel/backup/dump'
import type { End, Header } from '#kernel/backup/format'
import type { Sink } from '#kernel/backup/frame-writer'
import { addToManifest, backupFolder } from '#kernel/backup/manifest'
import { streamSink, writeWholeFile } from '#kernel/backup/sink'
import type { Config } from '#kernel/config'
import { reachBeside, wayOf } from '#kernel/db/reach'
import { refuse } from '#kernel/refusal'
import type { Command } from './command.ts'
import { configOf } from './settings.ts'
import { bar, number, print, progressLine, size, tell } from './terminal.ts'

interface Report {
  file: string
  header: Header
  end: End
  fileBytes: number
  seconds: number
}

export const backup: Command = {
  name: 'backup',
  summary: 'write everything to one file, whether the server runs or not',
  operands: ['[FILE]'],
  options: {
    'without-secrets': { describe: 'leave out the keys; nothing can be read without your copy of secrets.json' },
    json: { describe: 'answer as JSON' },
  },
  notes: `Without FILE the backup goes to the folder backups in the data folder; - writes to standard output.
The file holds the keys unless told otherwise: whoever has it can read everything.`,
  async run(input) {
    const config = configOf(input)
    const now = new Date()
    const [file = join(backupFolder(config.dataFolder), defaultName(now))] = input.operands
    if (existsSync(file)) refuse(`${file} is there already; name another file.`)
    const report = await make(file === '-' ? file : resolve(file), config, {
      now,
      withSecrets: !input.flag('without-secrets'),
    })
    const answer = input.flag('json') ? JSON.stringify(summary(report), null, 2) : sentences(report)
    // Standard output may be the backup itself.
    if (file === '-') tell(answer)
    else print(answer)
    return 0
  },
}

const defaultName = (now: Date) => `pulse-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z.pulsebackup`

async function make(
  file: string,
  config: Config,
  options: Pick<BackupOptions, 'now' | 'withSecrets'>,
): Promise<Report> {
  const { encryptionKey, apiKeySecret } = config.secrets
  const reached = await reachBeside(wayOf(config))
  const line = progressLine()
  const begun = performance.now()
  let fileBytes = 0
  const write = (sink: Sink) =>
    writeBackup(
      (bytes) => {
        fileBytes += bytes.length
        return sink(bytes)
      },
      {
        ...options,
        target: reached.target,
        pulseVersion: config.version,
        keys: { encryptionKey: encryptionKey.toString('base64'), apiKeySecret },
        onProgress: ({ table, rows, bytes, estimatedRows }) =>
          line.show(`${bar(rows / Math.max(rows, estimatedRows, 1))}  ${number(rows)} rows, ${size(bytes)}  ${table}`),
      },
    )
  try {
    const made = await (file === '-'
      ? write(streamSink(process.stdout))
      : writeWholeFile(file, config.diskReserveBytes, write))
    const report = { ...made, file, fileBytes, seconds: (performance.now() - begun) / 1_000 }
    const { id, createdAt } = report.header
    addToManifest(backupFolder(config.dataFolder), { id, file, createdAt, rows: report.end.rows, fileBytes })
    return report
  } finally {
    line.clear()
    await reached.close()
  }
}

const summary = ({ file, header, end, fileBytes, seconds }: Report) => ({
  file,
  id: header.id,
  createdAt: header.createdAt,
  hasSecrets: header.hasSecrets,
  keys: header.keys,
  tables: end.tables,
  rows: end.rows,
  bytes: end.bytes,
  fileBytes,
  sha256: end.sha256,
  seconds,
})

function sentences({ file, header, end, fileBytes, seconds }: Report): string {
  const { encryptionKey, apiKeySecret } = header.keys
  return [
    `Backup of ${end.tables} tables, ${number(end.rows)} rows, ${size(end.bytes)} in ${seconds.toFixed(1)} s: ${file === '-' ? 'standard output' : file} (${size(fileBytes)})`,
    header.hasSecrets
      ? 'It holds the keys: whoever has the file can read everything. Keep it as safe as the server.'
      : `It holds NO keys: keep a copy of secrets.json (encryption key ${encryptionKey}, API keys ${apiKeySecret}); without it nothing secret can be read.`,
    ...(file === '-' ? [] : [`Check it with: pulse verify ${file}`]),
  ].join('\n')
}
