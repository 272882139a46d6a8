import { signal } from '@preact/signals'
import type { VNode } from 'preact'
import { openOptionsPage } from '#platform/pages.ts'
import { formatCount, formatDuration } from '#ui/format.ts'
import {
  exportTrajectory,
  judge,
  loaded,
  notice,
  pause,
  record,
  recording,
  resume,
  stop,
  task,
  toJudge,
  trajectories,
  type LiveRecording,
} from './model.ts'
import { Losses } from './losses.tsx'
import { Reactions } from './reactions.tsx'
import { TrajectoryList } from './trajectory-list.tsx'

const draft = signal('')
export const nowMs = signal(Date.now())

/** The popup: write the task, record, stop, judge; below, what was recorded. */
export function Popup(): VNode {
  return (
    <main class="stack popup" aria-busy={!loaded.value}>
      <header class="row">
        <h1>Cairn</h1>
        <button class="plain push" onClick={() => void openOptionsPage()}>
          Options
        </button>
      </header>
      <Losses />
      {recording.value ? (
        <>
          <Live live={recording.value} />
          <Reactions live={recording.value} />
        </>
      ) : toJudge.value ? (
        <Judge trajectoryId={toJudge.value} />
      ) : (
        <Start />
      )}
      {task.error.value && (
        <p class="error" role="alert">
          {task.error.value}
        </p>
      )}
      {notice.value && <p role="status">{notice.value}</p>}
      <TrajectoryList items={trajectories.value} />
    </main>
  )
}

function Start(): VNode {
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void record(draft.value).then(() => {
          if (recording.value) draft.value = ''
        })
      }}
    >
      <div>
        <label for="instruction">What is the task?</label>
        <textarea
          id="instruction"
          placeholder="Add two cartons of oat milk to my basket"
          value={draft.value}
          onInput={(event) => {
            draft.value = event.currentTarget.value
          }}
        />
      </div>
      <div class="row">
        <button class="record" disabled={!loaded.value || task.busy.value || draft.value.trim() === ''}>
          Record
        </button>
        <span class="quiet">All tabs, until you stop. Stays in this browser.</span>
      </div>
    </form>
  )
}

function Live({ live }: { live: LiveRecording }): VNode {
  return (
    <section class="card stack" aria-label="Recording">
      <p>{live.instruction}</p>
      <p class="quiet">
        {live.phase === 'paused' ? 'Paused' : 'Recording'} ·{' '}
        <span data-testid="live-duration">{formatDuration(nowMs.value - live.startedAtMs)}</span> ·{' '}
        <span data-testid="live-actions">{formatCount(live.actions, 'action')}</span>
      </p>
      {live.pause === 'quota' && (
        <p class="warn" role="status" data-testid="disk-hint">
          The disk is nearly full, so nothing more is recorded. Make room, then go on; or stop, and keep what is there.
        </p>
      )}
      {live.pause === 'no-permission' && (
        <p class="warn" role="status" data-testid="access-hint">
          Cairn's access to web pages was taken away, so nothing more is recorded. Go on, and allow it again; or stop,
          and keep what is there.
        </p>
      )}
      {live.gaps > 0 && (
        <p class="warn" role="status" data-testid="gap-hint">
          Not recorded: {live.lastGap}
          {live.gaps > 1 && ` (and ${formatCount(live.gaps - 1, 'more gap')})`}
        </p>
      )}
      <div class="row">
        <button class="record" disabled={task.busy.value || live.phase === 'stopping'} onClick={() => void stop()}>
          Stop
        </button>
        {live.phase === 'paused' ? (
          <button disabled={task.busy.value} onClick={() => void resume()}>
            Go on
          </button>
        ) : (
          <button disabled={task.busy.value || live.phase === 'stopping'} onClick={() => void pause()}>
            Pause
          </button>
        )}
        <button class="push" disabled={task.busy.value} onClick={() => void exportTrajectory(live.trajectoryId)}>
          Export now
        </button>
      </div>
    </section>
  )
}

function Judge({ trajectoryId }: { trajectoryId: string }): VNode {
  const answer = (label: string, success: boolean | 'partly'): VNode => (
    <button disabled={task.busy.value} onClick={() => void judge(trajectoryId, success)}>
      {label}
    </button>
  )
  return (
    <section class="card stack" aria-label="Judgement">
      <p>Did it succeed?</p>
      <div class="row">
        {answer('Yes', true)}
        {answer('Partly', 'partly')}
        {answer('No', false)}
        <button
          class="plain push"
          onClick={() => {
            toJudge.value = null
          }}
        >
          Skip
        </button>
      </div>
    </section>
  )
}
