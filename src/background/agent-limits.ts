import { announcementChars, bridgeChannel } from '#agents/announcement.ts'
import type { LossReason } from '#agents/losses.ts'
import { createTokenBucket, documentAllowance, type TokenBucket } from '#agents/token-bucket.ts'
import { AgUiEventSchema } from '#trajectory/ag-ui-schema.ts'

/**
 * The limits of the page once more, where no page can reach. They are wider, because a page that could not deliver for
 * a minute delivers a minute's worth at once.
 */
const patience = 60

/** Room for what the recorder puts around an event: target, policy, usage. */
const surroundingChars = 64 * 1024

/** Sources whose meter is remembered; a worker's death starts them anew. */
const sourceLimit = 500

export interface AgentLimits {
  /** Why an agent entry of this source is not stored; null when it is. */
  refusalOf: (sourceId: string, entry: { channel?: unknown; event?: unknown }, chars: number) => LossReason | null
}

export function createAgentLimits(): AgentLimits {
  const buckets = new Map<string, TokenBucket>()

  function bucketOf(sourceId: string): TokenBucket {
    const known = buckets.get(sourceId)
    if (known) return known
    const { eventsPerSecond } = documentAllowance
    const bucket = createTokenBucket({ ...documentAllowance, burst: eventsPerSecond * patience })
    buckets.set(sourceId, bucket)
    const [oldest] = buckets.keys()
    if (buckets.size > sourceLimit && oldest !== undefined) buckets.delete(oldest)
    return bucket
  }

  return {
    refusalOf(sourceId, { channel, event }, chars) {
      const bucket = bucketOf(sourceId)
      if (!bucket.take(performance.now())) return 'agent-flood'
      if (chars > announcementChars + surroundingChars) return 'agent-oversized'
      if (!bucket.spend(chars)) return 'agent-flood'
      // What an adapter makes is ours; what is announced is a stranger's.
      if (channel !== bridgeChannel) return null
      return AgUiEventSchema.safeParse(event).success ? null : 'agent-malformed'
    },
  }
}
