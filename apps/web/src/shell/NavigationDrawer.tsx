import { Drawer } from '@mantine/core'
import { Brand } from '#ui/Brand.tsx'
import { Navigation } from './Navigation.tsx'

/** The navigation on a phone. */
export const NavigationDrawer = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => (
  <Drawer opened={isOpen} onClose={onClose} size="17rem" title={<Brand />} padding="sm">
    <Navigation />
  </Drawer>
)
