import { Button, Select } from '@mantine/core'
import { countCap, type ObjectType } from '@pulse/contract'
import { AppLink } from '#ui/AppLink.tsx'
import { counted, format } from '#ui/format.ts'
import { Empty } from '#ui/Notice.tsx'
import { paths } from '../../paths.ts'
import styles from './records.module.css'

interface ListBarProps {
  type: ObjectType
  status: string | undefined
  onStatus: (status: string | undefined) => void
  /** How many records there are; nothing while that is not known. */
  total: { total: number | undefined } | undefined
  /** Changes that would stand elsewhere in the list than they can be shown. */
  missed: number
  onMissed: () => void
}

/** Above a list: what it is narrowed to, how long it is, what happened meanwhile. */
export function ListBar({ type, status, onStatus, total, missed, onMissed }: ListBarProps) {
  const { label, labelPlural } = type
  return (
    <div className={styles.bar}>
      {type.status && (
        <Select
          aria-label="Status"
          placeholder="Any status"
          size="xs"
          w={170}
          clearable
          clearButtonProps={{ 'aria-label': 'Any status' }}
          data={Object.keys(type.status.moves).map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
          value={status ?? null}
          onChange={(next) => onStatus(next ?? undefined)}
        />
      )}
      <span className="quiet" role="status">
        {total === undefined
          ? ' '
          : total.total === undefined
            ? `More than ${format.number(countCap)} ${labelPlural.toLowerCase()}`
            : counted(total.total, label.toLowerCase(), labelPlural.toLowerCase())}
      </span>
      {missed > 0 && (
        <Button size="compact-sm" variant="light" onClick={onMissed}>
          {counted(missed, 'change')} since: show
        </Button>
      )}
    </div>
  )
}

export function NoRecords({ type, isFiltered }: { type: ObjectType; isFiltered: boolean }) {
  const many = type.labelPlural.toLowerCase()
  if (isFiltered) return <Empty title={`No ${many} have this status.`}>Choose another above, or any.</Empty>
  return (
    <Empty title={`No ${many} yet`} action={<AppLink to={paths.newRecord(type.plural)}>Create the first one</AppLink>}>
      They appear here the moment they come in: from this page, or with <code>POST /api/v1/{type.plural}</code>.
    </Empty>
  )
}
