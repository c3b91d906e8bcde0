import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { ObjectType } from './object-type.ts'

const tag = 'Modules'

export const listModules = endpoint('GET /modules', {
  tag,
  summary: 'The modules there are, with the object types each brings',
  scope: 'workspace:read',
  reply: z.array(
    z
      .object({ name: z.string(), label: z.string(), description: z.string(), types: z.array(z.string()) })
      .meta({ id: 'ModuleInfo' }),
  ),
})

export const listTypes = endpoint('GET /types', {
  tag,
  summary: 'The object types of the workspace: fields, states and moves',
  scope: 'workspace:read',
  reply: z.array(ObjectType),
})

export const readType = endpoint('GET /types/:name', {
  tag,
  summary: 'Read one object type',
  scope: 'workspace:read',
  params: z.object({ name: z.string().max(64) }),
  reply: ObjectType,
  fails: ['record.type_unknown'],
})
