import type { VNode } from 'preact'
import type { LossItem } from '#messages/table.ts'
import { formatCount, formatDate } from '#ui/format.ts'
import { dismiss, losses, task } from './model.ts'

/** What the browser lost of what was recorded, until the person has read it. */
export function Losses(): VNode | null {
  if (losses.value.length === 0) return null
  return (
    <section class="card stack" role="alert" aria-label="Lost">
      <h2 class="error">The browser lost something you recorded</h2>
      <ul class="list">
        {losses.value.map((loss) => (
          <Lost key={loss.trajectoryId} loss={loss} />
        ))}
      </ul>
    </section>
  )
}

function Lost({ loss }: { loss: LossItem }): VNode {
  const { trajectoryId, instruction, startedAtMs, recording } = loss
  return (
    <li class="stack" data-loss={trajectoryId}>
      <p class="instruction">{instruction}</p>
      <p class="quiet">{formatDate(startedAtMs)}</p>
      <p>{whatIsGone(loss)}</p>
      {recording && <p>It was being recorded; the recording has ended.</p>}
      <p>{whereElse(loss)}</p>
      <div class="row">
        <button class="push" disabled={task.busy.value} onClick={() => void dismiss(trajectoryId)}>
          Dismiss
        </button>
      </div>
    </li>
  )
}

function whatIsGone({ stored, left }: LossItem): string {
  if (left.entries === 0) return `All of it is gone: ${formatCount(stored.entries, 'entry', 'entries')}.`
  const entries = Math.max(0, stored.entries - left.entries)
  const pictures = Math.max(0, stored.pictures - left.pictures)
  const parts = [
    ...(entries > 0 ? [`${entries} of ${formatCount(stored.entries, 'entry', 'entries')}`] : []),
    ...(pictures > 0 ? [`${pictures} of ${formatCount(stored.pictures, 'picture')}`] : []),
  ]
  return `Gone: ${parts.join(' and ')}. The rest is in the list below.`
}

function whereElse({ savedTo, uploadedTo }: LossItem): string {
  const copies = [
    ...(savedTo === null ? [] : [`the file it was saved to, ${savedTo}`]),
    ...(uploadedTo === null ? [] : [`the collector it was uploaded to, ${uploadedTo}`]),
  ]
  if (copies.length === 0) return 'It was neither exported nor uploaded, so the lost part cannot be had again.'
  return `You still have it in ${copies.join(' and ')}.`
}
