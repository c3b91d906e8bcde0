import { labelOf, type ObjectType, type RecordSnapshot } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { typeOfPlural, useTypes } from '#features/modules/index.ts'
import { CopyButton } from '#ui/Code.tsx'
import { Fact, Facts } from '#ui/Facts.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Failure } from '#ui/Notice.tsx'
import { Page, Section } from '#ui/Page.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { Ago } from '#ui/Time.tsx'
import { paths } from '../../paths.ts'
import { NotFound } from '#ui/Trouble.tsx'
import { DeleteRecord } from './DeleteRecord.tsx'
import { FieldValue } from './fields/FieldValue.tsx'
import { useLiveRecord } from './live-records.ts'
import { recordQuery } from './queries.ts'
import { RecordHistory } from './RecordHistory.tsx'
import { RecordStatus } from './RecordStatus.tsx'
import styles from './records.module.css'
import { StatusMoves } from './StatusMoves.tsx'
import { titleOf } from './title.ts'

export function RecordPage({ plural, id }: { plural: string; id: string }) {
  const type = typeOfPlural(useTypes(), plural)
  return type ? <OneRecord key={id} type={type} id={id} /> : <NotFound />
}

function OneRecord({ type, id }: { type: ObjectType; id: string }) {
  const { plural, label, labelPlural } = type
  const { data: record, error, refetch } = useQuery(recordQuery(plural, id))
  const { isDeleted } = useLiveRecord(type, id)
  return (
    <Page
      title={record ? titleOf(type, record) : label}
      up={{ to: paths.records(plural), label: labelPlural }}
      about={record && <About type={type} record={record} />}
      actions={record && !isDeleted && <Actions type={type} record={record} />}
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isDeleted && <p role="alert">This {label.toLowerCase()} was deleted. What is shown is how it last was.</p>}
      {!record && !error && <PendingFields />}
      {record && (
        <div className={styles.columns}>
          <Fields type={type} record={record} />
          <Section title="History">
            <RecordHistory type={type} id={id} version={record.version} />
          </Section>
        </div>
      )}
    </Page>
  )
}

const About = ({ type, record }: { type: ObjectType; record: RecordSnapshot }) => (
  <>
    {type.status && <RecordStatus type={type} state={String(record[type.status.field])} />} · version {record.version} ·
    changed <Ago at={record.updatedAt} />
  </>
)

const Actions = ({ type, record }: { type: ObjectType; record: RecordSnapshot }) => (
  <>
    <DeleteRecord type={type} record={record} />
    <StatusMoves type={type} record={record} />
    <LinkButton to={paths.editRecord(type.plural, record.id)}>Edit</LinkButton>
  </>
)

const Fields = ({ type, record }: { type: ObjectType; record: RecordSnapshot }) => (
  <Facts>
    {type.fields.map((field) => (
      <Fact key={field.name} label={labelOf(field)} isWide={field.kind === 'lines' || field.kind === 'json'}>
        <FieldValue field={field} value={record[field.name]} />
      </Fact>
    ))}
    <Fact label="Id">
      <span className="mono">{record.id}</span> <CopyButton text={record.id} label="Copy the id" />
    </Fact>
  </Facts>
)
