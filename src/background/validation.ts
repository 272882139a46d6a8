import { createRedactor } from '#redaction/redactor.ts'
import { outcomeOf, validate } from '#signals/validation.ts'
import type { CairnDatabase } from '#storage/database.ts'
import { appendOwn, endObservations, entriesOfKind, findLastOfKind } from '#storage/log.ts'
import { updateHeader } from '#storage/trajectories.ts'
import type { Entry } from '#trajectory/entry.ts'
import type { Check, Validator } from '#trajectory/validator.ts'
import { own } from './own.ts'

/** Adds conditions to the task, before anything is stopped: a worker that dies then checks them all the same. */
export async function addValidators(
  database: CairnDatabase,
  trajectoryId: string,
  validators: readonly Validator[],
): Promise<void> {
  const row = await database.get('trajectories', trajectoryId)
  if (!row || validators.length === 0) return
  const { task } = row.header
  const all = [...(task.validators ?? []), ...masked(validators)]
  await updateHeader(database, trajectoryId, { task: { ...task, validators: all } })
}

/** What is searched for is written into the header, and what is masked in pages must be masked there. */
export function masked(validators: readonly Validator[]): Validator[] {
  return createRedactor().value([...validators]).value
}

/**
 * Checks what the task says must hold against what the pages held at the end, and writes an outcome when it can tell.
 * `told` are checks that a tester made. Does nothing when it was done before.
 */
export async function judgeByValidators(
  database: CairnDatabase,
  trajectoryId: string,
  told: readonly Check[],
): Promise<Check[]> {
  const row = await database.get('trajectories', trajectoryId)
  const validators = row?.header.task.validators ?? []
  if (!row || (validators.length === 0 && told.length === 0)) return []
  const pages = await endObservations(database, trajectoryId)
  const tabs = new Set(pages.map(({ tabId }) => tabId))
  // What was acted in last, of the tabs that are there: the rest of the log decides nothing.
  const last = await findLastOfKind(
    database,
    trajectoryId,
    'action',
    ({ surface, tabId }) => surface === 'page' && tabs.has(tabId),
  )
  const log: Entry[] = last ? [last, ...pages] : pages
  const outcomes = await entriesOfKind(database, trajectoryId, 'outcome')
  const checks = [...validate(log, validators), ...told]
  const outcome = outcomeOf(checks)
  if (outcome && !outcomes.some((entry) => entry.kind === 'outcome' && entry.by === 'validator')) {
    const { value, redacted } = createRedactor().value(outcome)
    await appendOwn(database, trajectoryId, {
      kind: 'outcome',
      atMs: row.header.endedAtMs ?? Date.now(),
      ...own,
      ...value,
      ...(Object.keys(redacted).length > 0 ? { redacted } : {}),
    })
  }
  return checks
}
