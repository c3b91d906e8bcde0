import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { loadSecrets, type GivenSecrets, type Secrets } from './secrets.ts'
import { Refusal } from './refusal.ts'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string
}

const text = (description: string) => z.string().describe(description)
const count = (description: string, usual: number, least = 0, most = 1_000_000) =>
  z.coerce.number({ error: 'must be a number' }).int().min(least).max(most).default(usual).describe(description)

const placeholder = /^(change.?me|secret|password|example|your[-_ ].*|x+|test)$/i
const secret = (description: string) =>
  z
    .string()
    .min(32, { error: 'must have at least 32 characters (64 are advised)' })
    .refine((value) => !placeholder.test(value), {
      error: 'is a placeholder; make a real one with: openssl rand -base64 48',
    })
    .optional()
    .describe(description)

/** Every variable Pulse reads, with its default: `.env.example` is printed from this. */
const Environment = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('development')
    .describe('production refuses weak settings'),
  HOST: text('address to listen on; 0.0.0.0 for all').default('127.0.0.1'),
  PORT: count('port to listen on', 3000, 0, 65_535),
  PULSE_DATA: text('folder for the embedded database, secrets and files').default('./data'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/name' })
    .optional()
    .describe('a Postgres server (15 or newer) instead of the embedded one'),
  ENCRYPTION_KEY: z
    .base64({ error: 'must be 32 bytes in base64; make one with: openssl rand -base64 32' })
    .refine((value) => Buffer.from(value, 'base64').length === 32, {
      error: 'must be 32 bytes in base64; make one with: openssl rand -base64 32',
    })
    .optional()
    .describe('encrypts stored secrets; generated when absent'),
  API_KEY_SECRET: secret('keys the hashes of API keys; generated when absent'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info').describe('how much to log'),
  EGRESS_ALLOW: text('private ranges that webhooks may reach, comma-separated CIDR such as 127.0.0.0/8').default(''),
  WEBHOOK_MAX_RETRIES: count('retries of a webhook that sets none', 3, 0, 20),
  WEBHOOK_RETRY_DELAY: count('seconds before its first retry', 60, 1, 86_400),
  WEBHOOK_TIMEOUT: count('seconds one try may take', 30, 1, 30),
  MAX_STREAMS: count('streams a workspace may have open at once in one process', 1_000, 1, 100_000),
  DISK_RESERVE_MB: count('writes are refused while less than this is free on the data disk', 256, 16, 100_000),
})

export interface Config {
  production: boolean
  host: string
  port: number
  dataFolder: string
  databaseUrl: string | undefined
  logLevel: string
  egressAllow: string[]
  webhooks: { maxRetries: number; retryDelay: number; timeoutSeconds: number }
  /** Of one workspace in this process. */
  mostStreams: number
  diskReserveBytes: number
  /** Sent with every outgoing request. */
  userAgent: string
  version: string
  secrets: Secrets
}

/** Everything but the secrets, which are made where there are none yet. */
export type Settings = Omit<Config, 'secrets'>

export class ConfigError extends Refusal {
  override name = 'ConfigError'
}

/** Reads and checks the environment and opens the secrets. */
export function readConfig(environment?: NodeJS.ProcessEnv, dataFolder?: string): Config {
  const { settings, given } = readSettings(environment, dataFolder)
  return { ...settings, secrets: loadSecrets(settings.dataFolder, given) }
}

/** Reads and checks the environment; throws one sentence for each mistake. Empty variables count as absent; `dataFolder` comes before PULSE_DATA. */
export function readSettings(
  environment: NodeJS.ProcessEnv = process.env,
  dataFolder?: string,
): { settings: Settings; given: GivenSecrets } {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse({ ...set, ...(dataFolder && { PULSE_DATA: dataFolder }) })
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`).join('\n'))
  }
  const values = parsed.data
  const settings: Settings = {
    production: values.NODE_ENV === 'production',
    host: values.HOST,
    port: values.PORT,
    dataFolder: resolve(values.PULSE_DATA),
    databaseUrl: values.DATABASE_URL,
    logLevel: values.LOG_LEVEL,
    egressAllow: values.EGRESS_ALLOW.split(',')
      .map((range) => range.trim())
      .filter(Boolean),
    webhooks: {
      maxRetries: values.WEBHOOK_MAX_RETRIES,
      retryDelay: values.WEBHOOK_RETRY_DELAY,
      timeoutSeconds: values.WEBHOOK_TIMEOUT,
    },
    userAgent: `Pulse/${version}`,
    version,
    mostStreams: values.MAX_STREAMS,
    diskReserveBytes: values.DISK_RESERVE_MB * 1_048_576,
  }
  return { settings, given: { encryptionKey: values.ENCRYPTION_KEY, apiKeySecret: values.API_KEY_SECRET } }
}

/** The text of `.env.example`: every variable with its meaning and default, commented out. */
export function printExample(): string {
  const lines = Object.entries(Environment.shape).map(([name, schema]) => {
    const { description } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    const fallback = schema.safeParse(undefined)
    return `# ${description ?? ''}\n#${name}=${fallback.success ? (fallback.data ?? '') : ''}`
  })
  return `${lines.join('\n\n')}\n`
}
