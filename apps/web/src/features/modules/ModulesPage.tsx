import type { ObjectType } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { AppLink } from '#ui/AppLink.tsx'
import { Failure } from '#ui/Notice.tsx'
import { Page, Section } from '#ui/Page.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { paths } from '../../paths.ts'
import styles from './modules.module.css'
import { typesByModule, type ModuleTypes } from './queries.ts'

/** What the workspace is made of: its modules with the types each brings. */
export function ModulesPage() {
  const { data, error, refetch } = useQuery(typesByModule)
  return (
    <Page
      title="Modules"
      about="Packs of object types. Each type brings its fields, its states, its events and its part of the API."
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <PendingFields />}
      {data?.map((one) => (
        <OneModule key={one.module.name} {...one} />
      ))}
    </Page>
  )
}

const OneModule = ({ module: { label, description }, types, shared }: ModuleTypes) => (
  <Section title={label} about={description}>
    <PlainTable label={`Types of ${label}`} head={['Type', 'Fields', 'States']} numeric={['Fields']}>
      {types.map((type) => (
        <TypeRow key={type.name} type={type} />
      ))}
    </PlainTable>
    {shared.length > 0 && (
      <p className={styles.aside}>
        Works with{' '}
        {shared.map(({ name, labelPlural }, index) => (
          <span key={name}>
            {index > 0 && ', '}
            <AppLink to={paths.type(name)}>{labelPlural}</AppLink>
          </span>
        ))}{' '}
        too.
      </p>
    )}
  </Section>
)

const TypeRow = ({ type: { name, label, fields, status } }: { type: ObjectType }) => (
  <tr>
    <th scope="row" className={styles.type}>
      <AppLink to={paths.type(name)}>{label}</AppLink>
    </th>
    <td data-align="end">{fields.length}</td>
    <td data-rest className={styles.states}>
      {status
        ? Object.keys(status.moves)
            .map((state) => state.replaceAll('_', ' '))
            .join(', ')
        : 'none'}
    </td>
  </tr>
)
