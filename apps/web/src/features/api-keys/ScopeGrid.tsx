import { Checkbox, Input } from '@mantine/core'
import type { Scope } from '@pulse/contract'
import styles from './keys.module.css'
import { areas, scopesTo } from './scopes.ts'

interface ScopeGridProps {
  value: readonly Scope[]
  onChange: (scopes: Scope[]) => void
  error: string | undefined
}

const rights = ['read', 'write'] as const

/** What a key may do: reading and writing by area, or all of it at once. */
export function ScopeGrid({ value, onChange, error }: ScopeGridProps) {
  const set = (changed: readonly Scope[], isOn: boolean) => {
    const others = value.filter((scope) => !changed.includes(scope))
    onChange(isOn ? [...others, ...changed] : others)
  }
  return (
    <Input.Wrapper label="May do" labelElement="div" required error={error}>
      <table className={styles.scopes} aria-label="What the key may do">
        <thead>
          <tr>
            <th scope="col">Area</th>
            <th scope="col">Read</th>
            <th scope="col">Write</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Everything</th>
            {rights.map((right) => {
              const all = scopesTo(right)
              const held = all.filter((scope) => value.includes(scope)).length
              return (
                <td key={right}>
                  <Checkbox
                    aria-label={`${right === 'read' ? 'Read' : 'Write'} everything`}
                    checked={held === all.length}
                    indeterminate={held > 0 && held < all.length}
                    onChange={(event) => set(all, event.currentTarget.checked)}
                  />
                </td>
              )
            })}
          </tr>
          {areas.map(({ name, label, ...area }) => (
            <tr key={name}>
              <th scope="row">{label}</th>
              {rights.map((right) => {
                const scope = area[right]
                return (
                  <td key={right}>
                    {scope && (
                      <Checkbox
                        aria-label={`${right === 'read' ? 'Read' : 'Write'} ${label}`}
                        checked={value.includes(scope)}
                        onChange={(event) => set([scope], event.currentTarget.checked)}
                      />
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Input.Wrapper>
  )
}
