import { render } from 'preact'
import { Options, settings } from '#options/options.tsx'
import { getSettings } from '#settings/settings.ts'
import '#ui/page.css'
import '#options/options.css'

settings.value = await getSettings()
render(<Options />, document.body)
