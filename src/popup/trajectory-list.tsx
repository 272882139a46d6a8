import { signal } from '@preact/signals'
import type { VNode } from 'preact'
import type { TrajectoryListItem } from '#messages/table.ts'
import { formatCount, formatDate, formatDuration, formatSize } from '#ui/format.ts'
import { exportTrajectory, remove, task, toJudge, upload } from './model.ts'

/** The trajectory whose deletion waits for a second click. */
const toDelete = signal<string | null>(null)

/** Everything recorded in this browser, newest first. */
export function TrajectoryList({ items }: { items: TrajectoryListItem[] }): VNode {
  return (
    <section class="stack" aria-label="Trajectories">
      <h2>
        {items.length === 0
          ? 'Nothing recorded yet'
          : formatCount(items.length, 'trajectory').replace('trajectorys', 'trajectories')}
      </h2>
      <ul class="list">
        {items.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
    </section>
  )
}

function Item({ item }: { item: TrajectoryListItem }): VNode {
  const durationMs = (item.endedAtMs ?? item.startedAtMs) - item.startedAtMs
  return (
    <li class="card stack" data-trajectory={item.id}>
      <p class="instruction">{item.instruction}</p>
      <p class="quiet">
        {formatDate(item.startedAtMs)} · {formatCount(item.actions, 'action')} · {formatDuration(durationMs)} ·{' '}
        {formatSize(item.sizeBytes)}
        {item.status === 'interrupted' && ' · interrupted'}
        {item.gaps > 0 && ` · ${formatCount(item.gaps, 'gap')}`}
      </p>
      {item.savedTo !== null && <p class="quiet">Saved to {item.savedTo}</p>}
      {item.notSaved !== null && <p class="error">Not saved to a file: {item.notSaved}</p>}
      {item.upload && <p class={item.upload.state === 'failed' ? 'error' : 'quiet'}>{item.upload.detail}</p>}
      <div class="row">
        <button
          class="plain"
          onClick={() => (toJudge.value = item.id)}
          aria-label={`Outcome: ${outcomeWord(item.success)}. Change it`}
        >
          {outcomeWord(item.success)}
        </button>
        <span class="push" />
        <button disabled={task.busy.value} onClick={() => void exportTrajectory(item.id)}>
          Export
        </button>
        <button disabled={task.busy.value} onClick={() => void upload(item.id)}>
          Upload
        </button>
        {toDelete.value === item.id ? (
          <button class="record" disabled={task.busy.value} onClick={() => void remove(item.id)}>
            Really delete
          </button>
        ) : (
          <button disabled={task.busy.value} onClick={() => (toDelete.value = item.id)}>
            Delete
          </button>
        )}
      </div>
    </li>
  )
}

function outcomeWord(success: TrajectoryListItem['success']): string {
  if (success === null) return 'Not judged'
  if (success === 'partly') return 'Partly'
  return success ? 'Success' : 'Failure'
}
