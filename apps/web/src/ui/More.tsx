import { Button } from '@mantine/core'

interface MoreProps {
  hasMore: boolean
  isReadingMore: boolean
  readMore: () => void
}

/** Reads on in a list that was cut off. */
export const More = ({ hasMore, isReadingMore, readMore }: MoreProps) =>
  hasMore && (
    <div>
      <Button variant="default" loading={isReadingMore} onClick={readMore}>
        Show more
      </Button>
    </div>
  )
