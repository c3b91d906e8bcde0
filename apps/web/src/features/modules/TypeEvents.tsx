import type { ObjectType } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { catalogQuery } from '#features/events/index.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Failure } from '#ui/Notice.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { paths } from '../../paths.ts'
import styles from './modules.module.css'

/** What is told of the records of a type, each leading to its schema and sample. */
export function TypeEvents({ type: { name: typeName, label } }: { type: ObjectType }) {
  const { data, error, refetch } = useQuery(catalogQuery)
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <PendingFields rows={4} />
  return (
    <PlainTable label={`Events of ${label}`} head={['Event', 'When']} stacks>
      {data
        .filter(({ name }) => name.startsWith(`${typeName}.`))
        .map(({ name, description }) => (
          <tr key={name}>
            <th scope="row" className={`mono ${styles.nowrap}`}>
              <AppLink to={paths.catalogEvent(name)}>{name}</AppLink>
            </th>
            <td data-rest>{description}</td>
          </tr>
        ))}
    </PlainTable>
  )
}
