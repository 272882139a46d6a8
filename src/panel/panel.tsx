import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { openShortcutSettings } from '#platform/shortcuts.ts'
import type { OutcomeSummary } from '#trajectory/outcome.ts'
import type { SignalType } from '#trajectory/signal.ts'
import { formatCount, formatDuration } from '#ui/format.ts'
import { Keys } from '#ui/keys.tsx'
import { About } from './about.tsx'
import {
  hint,
  hintCalls,
  judge,
  live,
  loaded,
  note,
  notice,
  nowMs,
  pick,
  picked,
  react,
  reading,
  release,
  shortcuts,
  stop,
  targetId,
  task,
  trajectoryId,
  view,
  write,
} from './model.ts'
import { StepList } from './step-list.tsx'
import { tokensText } from './words.ts'

/** The side panel: the recording as it happens, and what the person says about it. */
export function Panel(): VNode {
  return (
    <main
      class="panel"
      aria-busy={!loaded.value}
      onPointerEnter={() => void release()}
      onFocusIn={(event) => event.relatedTarget === null && void release()}
    >
      {trajectoryId.value === null ? <Idle /> : <Following />}
      <div class="says" aria-live="polite">
        {notice.value && <p role="status">{notice.value}</p>}
        {task.error.value && (
          <p class="error" role="alert">
            {task.error.value}
          </p>
        )}
      </div>
    </main>
  )
}

function Idle(): VNode {
  return (
    <div class="idle stack">
      <h1>Cairn</h1>
      <p>{loaded.value ? 'Nothing is being recorded.' : 'Looking for a recording …'}</p>
      <p class="quiet">
        Press Cairn’s button in the toolbar, write the task and press Record. Its steps appear here as they happen, and
        you can say what you think of each.
      </p>
      <Commands />
    </div>
  )
}

function Following(): VNode {
  const place = targetId.value === null ? undefined : view.value.placeOf(targetId.value)
  const item = place === undefined ? null : (view.value.items[place] ?? null)
  return (
    <>
      <Head />
      {reading.value && <p class="quiet padded">Reading what was recorded …</p>}
      <StepList
        view={view.value}
        numbered={!reading.value}
        startedAtMs={startedAtMs()}
        current={place ?? null}
        isPicked={picked.value !== null}
        onPick={pick}
      />
      <div class="react stack">
        <About item={item} view={view.value} />
        {live.value && <Reactions />}
        <Outcome />
        <Commands />
      </div>
    </>
  )
}

/** Of the live recording, or of the first thing that happened in the one just ended. */
function startedAtMs(): number {
  return live.value?.startedAtMs ?? view.value.items[0]?.atMs ?? nowMs.value
}

function Head(): VNode {
  const { steps, tokens, costUsd } = view.value
  const facts = [
    live.value ? formatDuration(nowMs.value - live.value.startedAtMs) : '',
    reading.value ? '' : formatCount(steps, 'step'),
    reading.value || tokens === null ? '' : tokensText(tokens),
    reading.value || costUsd === null ? '' : `$${costUsd.toFixed(4)}`,
  ]
  return (
    <header class="head">
      <div class="row">
        <h1 class={live.value?.phase === 'recording' ? 'recording' : ''}>{stateWord()}</h1>
        {live.value && (
          <button
            class="push"
            disabled={task.busy.value || live.value.phase === 'stopping'}
            onClick={() => void stop()}
          >
            Stop
          </button>
        )}
      </div>
      {live.value && <p class="task">{live.value.instruction}</p>}
      <p class="quiet small">{facts.filter((fact) => fact !== '').join(' · ')}</p>
      {live.value && live.value.gaps > 0 && <p class="warn small">Not recorded: {live.value.lastGap}</p>}
    </header>
  )
}

function stateWord(): string {
  if (!live.value) return 'Recording ended'
  return live.value.phase === 'paused' ? 'Paused' : 'Recording'
}

function keysOf(name: string): string {
  return shortcuts.value.find((shortcut) => shortcut.name === name)?.keys ?? ''
}

function ReactionButton({ type, label, command }: { type: SignalType; label: string; command: string }): VNode {
  const keys = keysOf(command)
  const needsStep = type !== 'takeover' && type !== 'hand-back'
  return (
    <button
      disabled={task.busy.value || (needsStep && targetId.value === null)}
      aria-keyshortcuts={keys === '' ? undefined : keys.replace('Ctrl', 'Control')}
      onClick={() => void react(type)}
    >
      {label}
      <Keys keys={keys} />
    </button>
  )
}

function Reactions(): VNode {
  return (
    <>
      <div class="choices" role="group" aria-label="React to this step">
        <ReactionButton type="accept" label="Accept" command="accept" />
        <ReactionButton type="reject" label="Reject" command="reject" />
        <ReactionButton type="undo" label="Undo this" command="undo" />
        {live.value?.takenOver ? (
          <ReactionButton type="hand-back" label="Hand back" command="take-over" />
        ) : (
          <ReactionButton type="takeover" label="Take over" command="take-over" />
        )}
      </div>
      <Hint />
      <details>
        <summary>Rate it or write a note</summary>
        <div class="stack more">
          <Rating />
          <Note />
        </div>
      </details>
    </>
  )
}

function Hint(): VNode {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (hintCalls.value === 0) return
    window.focus()
    field.current?.focus()
  }, [hintCalls.value])
  const save = (): void => void (hint.value.trim() !== '' && react('hint', { text: hint.value }))
  return (
    <form
      class="stack tight"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <label for="hint">
        What should it have done?
        <Keys keys={keysOf('hint')} />
      </label>
      <textarea
        ref={field}
        id="hint"
        rows={2}
        value={hint.value}
        onInput={(event) => write(hint, event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
        }}
      />
      <button disabled={task.busy.value || hint.value.trim() === '' || targetId.value === null}>Save hint</button>
    </form>
  )
}

function Rating(): VNode {
  return (
    <div role="group" aria-label="Rating, from 1, bad, to 5, good">
      <p class="label" aria-hidden="true">
        Rating
      </p>
      <div class="row">
        {[1, 2, 3, 4, 5].map((stars) => (
          <button
            key={stars}
            class="star"
            disabled={task.busy.value}
            aria-label={`Rate ${stars} of 5`}
            onClick={() => void react('rating', { score: (stars - 1) / 4 })}
          >
            {stars}
          </button>
        ))}
      </div>
    </div>
  )
}

function Note(): VNode {
  return (
    <form
      class="stack tight"
      onSubmit={(event) => {
        event.preventDefault()
        if (note.value.trim() !== '') void react('note', { text: note.value })
      }}
    >
      <label for="note">Note</label>
      <textarea id="note" rows={2} value={note.value} onInput={(event) => write(note, event.currentTarget.value)} />
      <button disabled={task.busy.value || note.value.trim() === ''}>Save note</button>
    </form>
  )
}

function Outcome(): VNode {
  const said = view.value.outcome?.success
  const answer = (label: string, success: OutcomeSummary['success'], command: string): VNode => (
    <button aria-pressed={said === success} disabled={task.busy.value} onClick={() => void judge(success)}>
      {label}
      <Keys keys={keysOf(command)} />
    </button>
  )
  return (
    <div role="group" aria-label="The whole task">
      <p class="label" aria-hidden="true">
        The whole task
      </p>
      <div class="choices three">
        {answer('Success', true, 'success')}
        {answer('Partly', 'partly', 'partly')}
        {answer('Failure', false, 'failure')}
      </div>
    </div>
  )
}

function Commands(): VNode {
  return (
    <details class="commands">
      <summary>Keys</summary>
      <dl>
        {shortcuts.value.map(({ name, description, keys }) => (
          <div key={name} class="row">
            <dt>{description}</dt>
            <dd class="push">{keys === '' ? <span class="quiet">not set</span> : <kbd>{keys}</kbd>}</dd>
          </div>
        ))}
      </dl>
      <button onClick={() => void openShortcutSettings()}>Change keys</button>
    </details>
  )
}
