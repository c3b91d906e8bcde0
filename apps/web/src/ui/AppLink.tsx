import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

interface AnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  ref?: Ref<HTMLAnchorElement>
}

const Anchor = ({ children, ...props }: AnchorProps) => <a {...props}>{children}</a>

/** A link inside the app. */
export const AppLink = createLink(Anchor)
