import { Button, type ButtonProps } from '@mantine/core'
import { AppLink } from './AppLink.tsx'

/** A link that looks like a button. */
export const LinkButton = ({ to, ...props }: ButtonProps & { to: string }) => (
  <Button {...props} renderRoot={(root) => <AppLink to={to} {...root} />} />
)
