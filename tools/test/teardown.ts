import { after } from 'node:test'
import { stopSharedApp } from '../../apps/server/src/test/app.ts'

// Imported last into a shard's process: ends what its tests shared.
after(stopSharedApp)
