import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonSchemas } from '#trajectory/json-schema.ts'

// Writes the JSON Schemas of the format into docs/schema/: `npx tsx scripts/write-schemas.ts`.
const folder = join(import.meta.dirname, '../docs/schema')
mkdirSync(folder, { recursive: true })
for (const [file, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(join(folder, file), `${JSON.stringify(schema, null, 2)}\n`)
  console.log(`docs/schema/${file}`)
}
