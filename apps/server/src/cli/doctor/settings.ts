import { existsSync, statSync } from 'node:fs'
import { keyId, secretsPath } from '#kernel/secrets'
import { ok, problem, unused, warning, type Finding, type Patient } from './check.ts'

const advisedSecretLength = 64
const isLoopback = (host: string) => /^(?:127\.|localhost$|::1$|\[::1\]$)/.test(host)

/** Secrets that others can read, or that are shorter than advised. */
export function lookAtSecrets({ settings, given }: Patient): Finding {
  const path = secretsPath(settings.dataFolder)
  if (given.apiKeySecret && given.apiKeySecret.length < advisedSecretLength)
    return warning(`API_KEY_SECRET has ${given.apiKeySecret.length} characters; ${advisedSecretLength} are advised`)
  if (given.encryptionKey && given.apiKeySecret) return ok(`set by the environment (key ${keyId(given.encryptionKey)})`)
  if (!existsSync(path)) return problem(`${path} is not there; put a copy of it back or restore a backup`)
  if ((statSync(path).mode & 0o077) !== 0) return problem(`others can read ${path}; run: chmod 600 ${path}`)
  return ok(`${path}, readable by its owner alone`)
}

/** Who can listen in between here and there. */
export function lookAtTls({ settings }: Patient): Finding {
  const url = settings.databaseUrl && new URL(settings.databaseUrl)
  if (url && url.hostname && !isLoopback(url.hostname) && !url.searchParams.has('sslmode'))
    return warning(`DATABASE_URL reaches ${url.hostname} without TLS; add sslmode=verify-full`)
  if (!isLoopback(settings.host))
    return warning(`HOST ${settings.host} is open without TLS; listen on 127.0.0.1 behind a proxy that brings TLS`)
  return ok(`listens on ${settings.host} alone; TLS is the work of the proxy in front`)
}

export const lookAtOrigins = (): Finding => unused('pages of other origins may not call this version')
export const lookAtMail = (): Finding => unused('this version sends no mail')
export const lookAtPayments = (): Finding => unused('this version takes no payments')
export const lookAtModels = (): Finding => unused('this version asks no language model')
export const lookAtFiles = (): Finding => unused('this version stores no files')
export const lookAtLimits = (): Finding => unused('this version limits no requests; let the proxy in front do it')
