import { definePlugin } from './rule.ts'
import { handlerLength } from './handler-length.ts'
import { layers } from './layers.ts'
import { oneDoor } from './one-door.ts'
import { reasonedSuppression } from './reasoned-suppression.ts'

// oxlint-disable-next-line import/no-default-export -- oxlint loads a plugin by its default export
export default definePlugin({
  layers,
  'handler-length': handlerLength,
  'one-door': oneDoor,
  'reasoned-suppression': reasonedSuppression,
})
