import { useQuery } from '@tanstack/react-query'
import { useTypes } from '#features/modules/index.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { paths } from '../../../paths.ts'
import { recordQuery } from '../queries.ts'
import { titleOf } from '../title.ts'

/** The record a reference points at, by its title. */
export function ReferenceValue({ id, type: name }: { id: string; type: string }) {
  const type = useTypes().find((one) => one.name === name)
  const { data, isError } = useQuery({ ...recordQuery(type?.plural ?? '', id), enabled: type !== undefined })
  if (!type || isError) return <span className="mono">{id}</span>
  return <AppLink to={paths.record(type.plural, id)}>{data ? titleOf(type, data) : 'Loading …'}</AppLink>
}
