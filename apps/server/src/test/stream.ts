import { get, type ClientRequest, type IncomingMessage } from 'node:http'

/** A message as it came over the wire. */
export interface StreamMessage {
  id: string | undefined
  event: string
  data: string
}

/** A reader of Server-Sent Events that keeps what it got. */
export interface StreamReader {
  status: number
  headers: IncomingMessage['headers']
  messages: StreamMessage[]
  /** Everything received, comments included. */
  text(): string
  /** Resolves when enough has come, refuses when the stream ends before. */
  until(isEnough: (messages: readonly StreamMessage[]) => boolean): Promise<void>
  /** Stops and goes on taking bytes from the connection. */
  pause(): void
  resume(): void
  /** Resolves when the stream is over, whoever ended it. */
  ended: Promise<void>
  close(): void
}

export interface StreamOptions {
  key: string
  lastEventId?: string | undefined
}

/** Opens a stream and reads along. */
export function readStream(url: string, { key, lastEventId }: StreamOptions): Promise<StreamReader> {
  const headers = { authorization: `Bearer ${key}`, ...(lastEventId && { 'last-event-id': lastEventId }) }
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (response) => resolve(readerOf(request, response)))
    request.on('error', reject)
  })
}

function readerOf(request: ClientRequest, response: IncomingMessage): StreamReader {
  const messages: StreamMessage[] = []
  const waiting = new Set<() => void>()
  let text = ''
  let rest = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    text += chunk
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    messages.push(...blocks.filter((block) => !block.startsWith(':')).map(parse))
    for (const check of waiting) check()
  })
  const ended = new Promise<void>((resolve) => {
    response.on('close', resolve)
    response.on('error', () => resolve())
  })
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    messages,
    text: () => text,
    until: (isEnough) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!isEnough(messages)) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
        void ended.then(() => reject(new Error(`The stream ended after ${messages.length} messages.`)))
      }),
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    ended,
    close: () => void request.destroy(),
  }
}

function parse(block: string): StreamMessage {
  const fields = block.split('\n').map((line) => /^(\w+): (.*)$/.exec(line)?.slice(1) ?? [])
  const valueOf = (name: string) => fields.find(([field]) => field === name)?.[1]
  return { id: valueOf('id'), event: valueOf('event') ?? 'message', data: valueOf('data') ?? '' }
}
