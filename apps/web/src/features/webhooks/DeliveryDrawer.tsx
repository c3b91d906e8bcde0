import { Drawer } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { format } from '#ui/format.ts'
import { Empty, Failure } from '#ui/Notice.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { paths } from '../../paths.ts'
import { DeliveryView } from './DeliveryView.tsx'
import { deliveryQuery, findShown, mostLookedThrough, pollAfterMs } from './queries.ts'

interface DeliveryDrawerProps {
  webhookId: string
  deliveryId: string | undefined
}

/** The delivery that the address names, over the log it stands in. */
export function DeliveryDrawer({ webhookId, deliveryId }: DeliveryDrawerProps) {
  const navigate = useNavigate()
  const close = () => void navigate({ to: paths.webhook(webhookId), search: {}, resetScroll: false })
  return (
    <Drawer
      opened={deliveryId !== undefined}
      onClose={close}
      position="right"
      size="44rem"
      title="Delivery"
      padding="lg"
    >
      {deliveryId !== undefined && <OneDelivery key={deliveryId} webhookId={webhookId} id={deliveryId} />}
    </Drawer>
  )
}

function OneDelivery({ webhookId, id }: { webhookId: string; id: string }) {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery({
    ...deliveryQuery(webhookId, id),
    initialData: () => findShown(client, webhookId, id),
    refetchInterval: ({ state }) => (state.data ? pollAfterMs(state.data) : false),
  })
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (data === undefined) return <PendingFields />
  if (data === null)
    return (
      <Empty title="The log has no such delivery">
        It was looked for among the newest {format.number(mostLookedThrough)}; older ones are there while they are kept.
      </Empty>
    )
  return <DeliveryView delivery={data} />
}
