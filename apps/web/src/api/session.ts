import { createStore } from './store.ts'

const storageName = 'pulse.key'

const stored = createStore<string | null>(localStorage.getItem(storageName))

/** The key this browser signed in with. */
export const session = {
  key: () => stored.get(),
  signIn(key: string): void {
    localStorage.setItem(storageName, key)
    stored.set(key)
  },
  signOut(): void {
    localStorage.removeItem(storageName)
    stored.set(null)
  },
  subscribe: stored.subscribe,
}

// Signing out in one tab signs out in all.
addEventListener('storage', ({ key, newValue }) => {
  if (key === storageName) stored.set(newValue)
})
