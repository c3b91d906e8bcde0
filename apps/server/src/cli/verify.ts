import { createReadStream, existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { backupFolder, markInManifests } from '#kernel/backup/manifest'
import { verifyBackup } from '#kernel/backup/read'
import { readSettings } from '#kernel/config'
import { refuse } from '#kernel/refusal'
import type { Command } from './command.ts'
import { bar, number, print, progressLine, size } from './terminal.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'check that a backup is whole, without touching any database',
  operands: ['FILE'],
  options: { json: { describe: 'answer as JSON' } },
  async run(input) {
    const [file = ''] = input.operands
    const { header, end, tables } = await verifyFile(file)
    const { settings } = readSettings(undefined, input.text('data'))
    markInManifests([dirname(resolve(file)), backupFolder(settings.dataFolder)], header.id, {
      verifiedAt: new Date().toISOString(),
    })
    const { createdAt, pulseVersion, postgresVersion, hasSecrets } = header
    print(
      input.flag('json')
        ? JSON.stringify(
            { file, id: header.id, createdAt, pulseVersion, postgresVersion, hasSecrets, end, tables },
            null,
            2,
          )
        : [
            `${file} is whole: ${end.tables} tables, ${number(end.rows)} rows, ${size(end.bytes)}.`,
            `Made ${createdAt} by Pulse ${pulseVersion} on Postgres ${postgresVersion}, ${hasSecrets ? 'with' : 'WITHOUT'} the keys.`,
          ].join('\n'),
    )
    return 0
  },
}

/** Reads a backup once from end to end, showing how far it is. */
export async function verifyFile(file: string): ReturnType<typeof verifyBackup> {
  if (!existsSync(file)) refuse(`There is no file ${file}.`)
  const { size: bytes } = statSync(file)
  const line = progressLine()
  try {
    return await verifyBackup(readInPieces(file), (read) => line.show(`${bar(read / bytes)}  checking ${size(bytes)}`))
  } finally {
    line.clear()
  }
}

export const readInPieces = (file: string): AsyncIterable<Buffer> =>
  createReadStream(file, { highWaterMark: 1_048_576 }) as AsyncIterable<Buffer>
