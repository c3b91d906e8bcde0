import { modules, type ObjectType } from '@pulse/contract'
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { call } from '#api/client.ts'

interface ModuleInfo {
  name: string
  label: string
  description: string
}

/** A module with the object types it brings; a type two modules share stands with the first. */
export interface ModuleTypes {
  module: ModuleInfo
  types: ObjectType[]
  /** Types of modules before it that it works with too. */
  shared: ObjectType[]
}

// Types change with a module, not while one looks at them.
const staleTime = 5 * 60_000

const typesQuery = queryOptions({
  queryKey: ['types'],
  queryFn: ({ signal }) => call(modules.listTypes, {}, { signal }),
  staleTime,
})

export const typesByModule = queryOptions({
  queryKey: ['types', 'by-module'],
  queryFn: async ({ signal, client }): Promise<ModuleTypes[]> => {
    const [list, types] = await Promise.all([
      call(modules.listModules, {}, { signal }),
      client.ensureQueryData(typesQuery),
    ])
    const placed = new Set<string>()
    return list.map(({ types: names, ...module }) => {
      const named = types.filter(({ name }) => names.includes(name))
      const shared = named.filter(({ name }) => placed.has(name))
      const own = named.filter(({ name }) => !placed.has(name))
      for (const { name } of own) placed.add(name)
      return { module, types: own, shared }
    })
  },
  staleTime,
})

/** Every object type of the workspace; the page waits for them. */
export const useTypes = () => useSuspenseQuery(typesQuery).data

export const typeOfPlural = (types: readonly ObjectType[], plural: string) =>
  types.find((type) => type.plural === plural)
