import type { ServerResponse } from 'node:http'

/** Keeps proxies from ending a quiet stream. */
const heartbeatMs = 15_000
/** A caller with more than this unread is waited for, */
const mostUnreadBytes = 262_144
/** but not longer than this: it is cut off and resumes by Last-Event-ID. */
const mostWaitMs = 5_000
const farewellMs = 500

const comment = ':\n\n'

export interface Message {
  id?: string
  event?: string
  /** One line of text. */
  data: string
}

/** A message as Server-Sent Events write it (WHATWG HTML, section 9.2). */
export function messageText({ id, event, data }: Message): string {
  return `${id ? `id: ${id}\n` : ''}${event ? `event: ${event}\n` : ''}data: ${data}\n\n`
}

/** Sends messages until there are no more, the signal aborts, or the caller leaves or reads too slowly. */
export async function sendMessages(
  response: ServerResponse,
  messages: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  const send = (text: string) => !response.writableEnded && response.write(text)
  const heartbeat = setInterval(() => send(comment), heartbeatMs)
  const end = () => endSoon(response)
  signal.addEventListener('abort', end)
  try {
    // At once: the caller sees that the stream is open before anything happens.
    send(comment)
    for await (const text of messages) {
      if (signal.aborted) break
      send(text)
      if (response.writableLength > mostUnreadBytes && !(await drained(response, signal))) break
    }
  } finally {
    clearInterval(heartbeat)
    signal.removeEventListener('abort', end)
    end()
  }
}

/** A caller who does not take the end either is cut off. */
function endSoon(response: ServerResponse): void {
  if (response.writableEnded) return
  if (response.writableLength > mostUnreadBytes) response.destroy()
  else response.end()
  setTimeout(() => response.destroy(), farewellMs).unref()
}

/** Whether the caller took what waits for it before patience or the stream ended. */
function drained(response: ServerResponse, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isDrained: boolean) => {
      clearTimeout(timer)
      response.off('drain', onDrain)
      signal.removeEventListener('abort', onEnd)
      resolve(isDrained)
    }
    const onDrain = () => settle(true)
    const onEnd = () => settle(false)
    const timer = setTimeout(onEnd, mostWaitMs)
    response.on('drain', onDrain)
    signal.addEventListener('abort', onEnd)
  })
}
