import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

interface AnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  ref?: Ref<HTMLAnchorElement>
}

const Anchor = (props: AnchorProps) => <a {...props} />

/** A link inside the app. */
export const AppLink = createLink(Anchor)
