import type { Entry } from '#trajectory/entry.ts'
import type { Header, PolicySeen } from '#trajectory/header.ts'
import type { OutcomeSummary } from '#trajectory/outcome.ts'
import type { Usage } from '#trajectory/policy.ts'
import { unheardRequests } from '#trajectory/unheard.ts'
import { counted, duration, grouped, type Writer } from './writer.ts'

/** The attempt as a whole, one labelled line per subject. */
export function headerLines(header: Header, log: readonly Entry[], writer: Writer): string[] {
  const { palette, text } = writer
  const { task, environment, consent } = header
  const rows: [string, string][] = [
    [
      'Task',
      `${palette.strong(text(task.instruction, 400))} (${task.source === 'person' ? 'by the person' : 'by a script'})`,
    ],
    ['Start', task.startUrl === null ? '' : text(task.startUrl)],
    ['Tags', task.tags.map((tag) => text(tag)).join(', ')],
    [
      'Status',
      `${header.status}${header.endedAtMs === null ? '' : ` after ${duration(header.endedAtMs - header.startedAtMs)}`}, started ${dateOf(header.startedAtMs)}`,
    ],
    ['Outcome', header.outcome ? outcomeText(header.outcome, writer) : 'not judged'],
    ['Browser', environmentText(header, writer)],
    [
      'Agents',
      header.agents.map((agent) => `${agentText(agent, writer)}, claimed, ${vouchersText(agent, log)}`).join('; ') ||
        'none',
    ],
    ...header.policies.map((policy): [string, string] => ['Model', policyText(policy, writer)]),
    ['Unheard', unheardText(log, writer)],
    ['Actions', countsText(header.counts.actions, writer) || 'none'],
    ['Log', countsText(header.counts.entries, writer) || 'empty'],
    ['Redacted', countsText(header.redaction, writer) || 'nothing'],
    ['Gaps', gapsText(header, log, writer)],
    [
      'Licence',
      consent.licence === null ? 'none given; ask the owner before you use or share this' : text(consent.licence),
    ],
    ['Note', consent.note === null ? '' : text(consent.note)],
    ['Continues', header.parentId === null ? '' : text(header.parentId)],
  ]
  const lines = rows
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `  ${palette.faint(label.padEnd(9))} ${value}`)
  return [
    palette.strong(`Trajectory ${header.id}`),
    ...lines,
    ...(environment.driver === null
      ? []
      : [`  ${palette.warning(`Input came from browser automation standing in for: ${environment.driver}`)}`]),
  ]
}

/** `success, score 0.8, said by human: "…"`. */
export function outcomeText({ success, score, by, text }: OutcomeSummary, { quote }: Writer): string {
  const word = success === 'partly' ? 'partly done' : success ? 'success' : 'failure'
  return `${word}${score === null ? '' : `, score ${score}`}, said by ${by}${text === null ? '' : `: ${quote(text)}`}`
}

/** `2,002 in (1,500 cached) + 100 out · $0.0025`. */
export function usageText({
  promptTokens,
  completionTokens,
  totalTokens,
  cachedTokens,
  reasoningTokens,
  costUsd,
}: Usage): string {
  const sent =
    promptTokens === undefined
      ? undefined
      : `${grouped(promptTokens)} in${cachedTokens === undefined ? '' : ` (${grouped(cachedTokens)} cached)`}`
  const made =
    completionTokens === undefined
      ? undefined
      : `${grouped(completionTokens)} out${reasoningTokens === undefined ? '' : ` (${grouped(reasoningTokens)} reasoning)`}`
  const tokens = [sent, made].filter((part) => part !== undefined).join(' + ')
  const sum =
    totalTokens === undefined ? tokens : `${tokens}${tokens === '' ? '' : ' = '}${grouped(totalTokens)} tokens`
  return [sum, costUsd === undefined ? '' : `$${costUsd.toFixed(4)}`].filter((part) => part !== '').join(' · ')
}

function policyText(policy: PolicySeen, { text }: Writer): string {
  const { provider, model, requestModel, checkpoint, policyVersion, inferences, usage } = policy
  const details = [
    provider,
    requestModel === null || requestModel === model ? null : `asked for ${requestModel}`,
    checkpoint === null ? null : `checkpoint ${checkpoint}`,
    policyVersion === null ? null : `version ${policyVersion}`,
  ].filter((part) => part !== null)
  const used = usageText(usage)
  return `${text(model ?? 'unnamed')}${details.length > 0 ? ` (${text(details.join(', '))})` : ''}: ${counted(inferences, 'inference')}${used === '' ? '' : ` · ${used}`}`
}

function environmentText({ environment }: Header, { text }: Writer): string {
  const { browser, browserVersion, os, locale, timeZone, recorderVersion } = environment
  return text(`${browser} ${browserVersion} on ${os}, ${locale}, ${timeZone}, Cairn ${recorderVersion}`)
}

function countsText(counts: Record<string, number | undefined>, { text }: Writer): string {
  return Object.entries(counts)
    .map(([key, n]) => `${text(key)} ${grouped(n ?? 0)}`)
    .join(', ')
}

/** Reasons with how often, and what was said about each, each saying once. */
function gapsText({ coverage }: Header, log: readonly Entry[], { text, palette }: Writer): string {
  const reasons = Object.entries(coverage).map(([reason, n]) => {
    const details = new Set(
      log.flatMap((entry) =>
        entry.kind === 'gap' && entry.reason === reason && entry.detail !== '' ? [text(entry.detail)] : [],
      ),
    )
    return `${reason} ${n}${details.size > 0 ? ` (${[...details].slice(0, 3).join(' ')})` : ''}`
  })
  return reasons.length > 0 ? palette.warning(reasons.join(', ')) : 'none'
}

/** Models were asked, and nobody in the page told of it: tokens above are not all there were. */
function unheardText(log: readonly Entry[], { text, palette }: Writer): string {
  const unheard = unheardRequests(log)
  if (unheard.length === 0) return ''
  const urls = [...new Set(unheard.map(({ url }) => text(url)))].slice(0, 3).join(', ')
  return palette.warning(`${counted(unheard.length, 'request')} to models that nobody told of (${urls})`)
}

function dateOf(atMs: number): string {
  const date = new Date(atMs)
  return Number.isNaN(date.getTime()) ? 'at no known time' : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

type AgentSeen = Header['agents'][number]

function agentText({ name, version, instance }: AgentSeen, { text }: Writer): string {
  return text(`${name}${version === null ? '' : ` ${version}`} (${instance})`)
}

/** Everything agents say is a claim; this tells how much of it somebody else saw as well. */
function vouchersText({ name, instance }: AgentSeen, log: readonly Entry[]): string {
  const times = new Map<string, number>()
  for (const entry of log)
    if (entry.kind === 'agent' && entry.agent.name === name && entry.agent.instance === instance)
      for (const by of entry.corroboratedBy ?? []) times.set(by, (times.get(by) ?? 0) + 1)
  const vouchers = [...times].map(([by, n]) => `${n} × by ${by}`)
  return vouchers.length === 0 ? 'nothing bears it out' : `borne out ${vouchers.join(', ')}`
}
