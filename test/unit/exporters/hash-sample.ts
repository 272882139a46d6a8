// Run as a process of its own, because a time zone is set once for a process.
import { hashStream } from '#trajectory/bundle/hash.ts'
import { chunksOf } from '#trajectory/bundle/chunks.ts'
import { bundleOf } from '../../support/sample-bundle.ts'
import { shopTrajectory } from '../../support/sample-trajectory.ts'

const bundle = await bundleOf(shopTrajectory())
process.stdout.write((await hashStream(chunksOf(bundle.stream()))).sha256)
