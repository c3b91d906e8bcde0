import {
  computedFields,
  recordShape,
  systemFields,
  type Issue,
  type ObjectType,
  type RecordData,
  type RecordSnapshot,
} from '@pulse/contract'

/** The values a form begins with: what may be changed of a record, or the first state of a new one. */
export function draftOf(type: ObjectType, record?: RecordSnapshot): RecordData {
  if (!record) return type.status ? { [type.status.field]: type.status.initial } : {}
  const fixed = new Set<string>([...systemFields, ...computedFields(type)])
  return Object.fromEntries(Object.entries(record).filter(([name, value]) => !fixed.has(name) && value !== null))
}

/** What differs from where a form began; cleared values are null. */
export function changesOf(before: RecordData, after: RecordData): RecordData {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const isChanged = (name: string) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null)
  return Object.fromEntries(names.filter(isChanged).map((name) => [name, after[name] ?? null]))
}

/** What the server would refuse, by the same schema and in the same words. */
export function checkDraft(type: ObjectType, draft: RecordData): Issue[] {
  const given = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== null))
  const checked = recordShape(type).Draft.safeParse(given, { reportInput: true })
  return (checked.error?.issues ?? []).map(({ path, message, code, input }) => ({
    path: path.join('.'),
    message: code === 'invalid_type' && input === undefined ? 'Is required.' : message,
  }))
}

/** The first complaint about each field, a complaint about its inside included. */
export function errorsByField(issues: readonly Issue[]): Map<string, string> {
  const errors = new Map<string, string>()
  for (const { path, message } of issues) {
    const [name = '', ...inside] = path.split('.')
    const place =
      inside.length > 0
        ? `${inside.map((step) => (/^\d+$/.test(step) ? `line ${Number(step) + 1}` : step)).join(', ')}: `
        : ''
    if (!errors.has(name)) errors.set(name, place + message)
  }
  return errors
}
