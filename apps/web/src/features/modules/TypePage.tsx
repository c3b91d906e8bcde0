import type { ObjectType } from '@pulse/contract'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page, Section } from '#ui/Page.tsx'
import { NotFound } from '#ui/Trouble.tsx'
import { paths } from '../../paths.ts'
import { useTypes } from './queries.ts'
import { TypeApi } from './TypeApi.tsx'
import { TypeEvents } from './TypeEvents.tsx'
import { TypeFields } from './TypeFields.tsx'
import { TypeStates } from './TypeStates.tsx'

/** One object type: what its records hold, how they move, what they tell and how to reach them. */
export function TypePage({ name }: { name: string }) {
  const type = useTypes().find((one) => one.name === name)
  return type ? <OneType type={type} /> : <NotFound />
}

const OneType = ({ type }: { type: ObjectType }) => {
  const { label, labelPlural, description, plural } = type
  return (
    <Page
      title={label}
      about={description}
      up={{ to: paths.modules, label: 'Modules' }}
      actions={<LinkButton to={paths.records(plural)}>Open its {labelPlural.toLowerCase()}</LinkButton>}
    >
      <Section title="Fields">
        <TypeFields type={type} />
      </Section>
      {type.status && (
        <Section
          title="States"
          about={`A new ${label.toLowerCase()} begins as ${type.status.initial.replaceAll('_', ' ')}.`}
        >
          <TypeStates label={label} status={type.status} typeName={type.name} />
        </Section>
      )}
      <Section title="Events">
        <TypeEvents type={type} />
      </Section>
      <Section title="API">
        <TypeApi type={type} />
      </Section>
    </Page>
  )
}
