import { z } from 'zod'

/** A moment as ISO 8601 text with an offset; Pulse answers it in UTC with milliseconds. */
export const Instant = z.iso.datetime({ offset: true, error: 'Must be an ISO 8601 time such as 2026-03-01T12:00:00Z.' })

/** A calendar day as `YYYY-MM-DD`, without a time zone. */
export const Day = z.iso.date({ error: 'Must be a date such as 2026-03-01.' })
