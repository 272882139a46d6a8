import type { VNode } from 'preact'
import { openSidePanelHere } from '#platform/side-panel.ts'
import type { SignalType } from '#trajectory/signal.ts'
import { Keys } from '#ui/keys.tsx'
import { hint, judgeNow, react, saveHint, shortcuts, task, writeHint, type LiveRecording } from './model.ts'

/** What the side panel takes, in short: about what the agent did last. */
export function Reactions({ live }: { live: LiveRecording }): VNode {
  const { about } = live
  return (
    <section class="card stack" aria-label="Reactions">
      <div class="row">
        <h2>What the agent did last</h2>
        <button class="plain push" onClick={() => void task.run(openSidePanelHere)}>
          Open panel
        </button>
      </div>
      <p class="instruction" data-testid="about">
        {about ? about.words : 'No agent has acted yet.'}
      </p>
      <div class="choices" role="group" aria-label="React to what the agent did last">
        {reaction('accept', 'Accept', about === null)}
        {reaction('reject', 'Reject', about === null)}
        {live.takenOver
          ? reaction('hand-back', 'Hand back', false, 'take-over')
          : reaction('takeover', 'Take over', false, 'take-over')}
      </div>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault()
          void saveHint()
        }}
      >
        <input
          id="hint"
          class="grow"
          aria-label="What should it have done?"
          placeholder="What should it have done?"
          value={hint.value.text}
          onInput={(event) => writeHint(event.currentTarget.value)}
        />
        <button disabled={task.busy.value || hint.value.text.trim() === '' || hint.value.targetId === null}>
          Save hint
        </button>
      </form>
      <div class="choices" role="group" aria-label="The whole task">
        {judgement('Success', true)}
        {judgement('Partly', 'partly')}
        {judgement('Failure', false)}
      </div>
    </section>
  )
}

function reaction(type: SignalType, label: string, disabled: boolean, command: string = type): VNode {
  const keys = shortcuts.value.find(({ name }) => name === command)?.keys ?? ''
  return (
    <button disabled={disabled || task.busy.value} onClick={() => void react(type)}>
      {label}
      <Keys keys={keys} />
    </button>
  )
}

function judgement(label: string, success: boolean | 'partly'): VNode {
  return (
    <button disabled={task.busy.value} onClick={() => void judgeNow(success)}>
      {label}
    </button>
  )
}
