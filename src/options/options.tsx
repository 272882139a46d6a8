import { signal } from '@preact/signals'
import type { VNode } from 'preact'
import { requestPageAccess } from '#platform/permissions.ts'
import { SettingsSchema, defaultSettings, type Settings } from '#settings/schema.ts'
import { setSettings } from '#settings/settings.ts'

/** Settings that are one line of text. */
type TextSetting = { [K in keyof Settings]: Settings[K] extends string ? K : never }[keyof Settings]

export const settings = signal<Settings>(defaultSettings)
const problems = signal<Partial<Record<keyof Settings, string>>>({})
const notice = signal<string | null>(null)

/**
 * The options page: where recordings may be uploaded to, under which licence, what of models is recorded, and which
 * extensions may take part.
 */
export function Options(): VNode {
  return (
    <main class="stack options">
      <h1>Cairn options</h1>
      <p class="quiet">Recordings stay in this browser until you export or upload one yourself.</p>
      <form class="stack" noValidate onSubmit={(event) => void save(event)}>
        <h2>Collector</h2>
        <Field name="collectorUrl" label="Collector address" type="url" placeholder="http://127.0.0.1:8787" />
        <Field name="collectorToken" label="Collector token" type="password" placeholder="printed by `cairn collect`" />
        <h2>Licence</h2>
        <Field
          name="licence"
          label="Licence for new recordings"
          type="text"
          placeholder="none; for example CC-BY-4.0"
        />
        <h2>Models</h2>
        <label class="row">
          <input
            type="checkbox"
            id="recordMessages"
            checked={settings.value.recordMessages}
            onChange={(event) => change('recordMessages', event.currentTarget.checked)}
          />
          Record the messages that pages send to models and get from them
        </label>
        <p class="quiet">
          They hold whatever the page knows. Without them Cairn records which model was asked, its settings and its
          token counts.
        </p>
        <h2>Copies</h2>
        <label class="row">
          <input
            type="checkbox"
            id="saveFinished"
            checked={settings.value.saveFinished}
            onChange={(event) => change('saveFinished', event.currentTarget.checked)}
          />
          Save each recording to the downloads folder when it is finished
        </label>
        <p class="quiet">
          Browsers can lose what extensions store. A file outlives that; it is replaced when you judge the recording
          later, and stays when you delete the recording here.
        </p>
        <h2>Agents in other extensions</h2>
        <p class="quiet">
          Extensions listed here may tell Cairn what their agents do while you record. All others are refused, and that
          is noted in the recording.
        </p>
        <AllowedExtensions />
        <div class="row">
          <button class="primary">Save</button>
          {notice.value && <span role="status">{notice.value}</span>}
        </div>
      </form>
    </main>
  )
}

function change<K extends keyof Settings>(name: K, value: Settings[K]): void {
  settings.value = { ...settings.value, [name]: value }
  notice.value = null
}

function AllowedExtensions(): VNode {
  const problem = problems.value.agentExtensions
  return (
    <div>
      <label for="agentExtensions">Allowed extension ids, one a line</label>
      <textarea
        id="agentExtensions"
        rows={3}
        spellcheck={false}
        autocomplete="off"
        placeholder="none; for example fcoeoabgfenejglbffodgkkbkcdhcgfn"
        value={settings.value.agentExtensions.join('\n')}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : 'agentExtensions-problem'}
        onInput={(event) => change('agentExtensions', event.currentTarget.value.split('\n'))}
      />
      {problem !== undefined && (
        <p id="agentExtensions-problem" class="error" role="alert">
          The list {problem}
        </p>
      )}
    </div>
  )
}

function Field({
  name,
  label,
  type,
  placeholder,
}: {
  name: TextSetting
  label: string
  type: 'url' | 'password' | 'text'
  placeholder: string
}): VNode {
  const problem = problems.value[name]
  const shared = {
    id: name,
    placeholder,
    autocomplete: 'off',
    value: settings.value[name],
    'aria-invalid': problem !== undefined,
    'aria-describedby': problem === undefined ? undefined : `${name}-problem`,
    onInput: (event: { currentTarget: HTMLInputElement }) => {
      change(name, event.currentTarget.value)
    },
  } as const
  return (
    <div>
      <label for={name}>{label}</label>
      {type === 'url' ? (
        <input type="url" {...shared} />
      ) : type === 'password' ? (
        <input type="password" {...shared} />
      ) : (
        <input type="text" {...shared} />
      )}
      {problem !== undefined && (
        <p id={`${name}-problem`} class="error" role="alert">
          {label} {problem}
        </p>
      )}
    </div>
  )
}

async function save(event: Event): Promise<void> {
  event.preventDefault()
  const parsed = SettingsSchema.safeParse(trimmed(settings.value))
  if (!parsed.success) {
    problems.value = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), messageOf(issue)]))
    return
  }
  problems.value = {}
  // Straight from the click, or browsers refuse to ask.
  const access =
    parsed.data.collectorUrl === '' ? true : await requestPageAccess([`${new URL(parsed.data.collectorUrl).origin}/*`])
  await setSettings(parsed.data)
  settings.value = parsed.data
  notice.value = access
    ? 'Saved.'
    : 'Saved. Without access to that address uploads depend on the collector allowing them.'
}

/** A union reports what each of its members wants; the last one is the address itself. */
function messageOf(issue: {
  message: string
  errors?: readonly (readonly { message: string }[])[] | undefined
}): string {
  return issue.errors?.at(-1)?.[0]?.message ?? issue.message
}

function trimmed(value: Settings): Settings {
  return {
    ...value,
    collectorUrl: value.collectorUrl.trim(),
    collectorToken: value.collectorToken.trim(),
    licence: value.licence.trim(),
    agentExtensions: [...new Set(value.agentExtensions.map((id) => id.trim()).filter((id) => id !== ''))],
  }
}
