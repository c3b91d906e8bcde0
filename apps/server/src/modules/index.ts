import type { Module } from '@pulse/contract'
import { construction } from './construction/module.ts'
import { crm } from './crm/module.ts'
import { messaging } from './messaging/module.ts'
import { voice } from './voice/module.ts'

/** The first-party modules, in the order they are shown. */
export const modules: readonly Module[] = [crm, voice, construction, messaging]
