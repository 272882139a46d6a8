import { bundleExporter } from './bundle.ts'
import type { Exporter } from './exporter.ts'

/** Every export format, in the order they are offered. */
export const exporters: readonly Exporter[] = [bundleExporter]

/** Finds a format by id, or throws an error that lists the ones there are. */
export function exporterById(id: string): Exporter {
  const exporter = exporters.find((candidate) => candidate.id === id)
  if (!exporter) throw new Error(`unknown format "${id}"; there is ${exporters.map((each) => each.id).join(', ')}`)
  return exporter
}
