import type { ComponentChildren, VNode } from 'preact'
import type { Step } from '#trajectory/step.ts'
import type { Item, LogView } from './log-view.ts'
import { live, pick, picked, reading, targetId } from './model.ts'
import { actionLines, actorSigns, signalsOf, signalText, thoughtOf, usageText } from './words.ts'

/** The step that reactions are about: what was done, thought, called, used and said of it. */
export function About({ item, view }: { item: Item | null; view: LogView }): VNode {
  if (item?.kind !== 'step') {
    // The background names it before the panel has read it.
    const words = targetId.value === null ? undefined : live.value?.about?.words
    return <p class="quiet">{words ?? 'No agent has acted yet. Pick a step to say something about it.'}</p>
  }
  const { step } = item
  return (
    <section class="about" aria-label="The step you react to">
      <p class="row">
        <strong>
          <span aria-hidden="true">{actorSigns[step.actor]}</span> Step {reading.value ? '' : step.index}
        </strong>
        <span class="quiet">{picked.value === null ? 'the agent’s last' : `by ${step.actor}, picked`}</span>
        {picked.value !== null && (
          <button class="plain push" onClick={() => pick(null)}>
            Follow the agent
          </button>
        )}
      </p>
      <div class="facts" tabIndex={0} role="group" aria-label="What is known of the step">
        {actionLines(step, view).map((line, i) => (
          <p key={i}>{line}</p>
        ))}
        <Facts step={step} thought={thoughtOf(item)} />
        {signalsOf(item, view).map((signal) => (
          <p key={signal.id} class="said">
            {signalText(signal)}
          </p>
        ))}
      </div>
    </section>
  )
}

function Facts({ step, thought }: { step: Step; thought: string }): VNode {
  const model = step.policy?.responseModel ?? step.policy?.requestModel
  const used = [model, usageText(step)].filter((part) => part !== undefined && part !== '').join(' · ')
  return (
    <>
      {thought !== '' && <Fact name="Thought">{thought}</Fact>}
      {step.toolCall && (
        <Fact name="Call">
          {step.toolCall.name} <code>{step.toolCall.args}</code>
        </Fact>
      )}
      {step.toolCall?.result && <Fact name="Result">{step.toolCall.result}</Fact>}
      {used !== '' && <Fact name="Model">{used}</Fact>}
    </>
  )
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): VNode {
  return (
    <p>
      <span class="quiet">{name}: </span>
      {children}
    </p>
  )
}
