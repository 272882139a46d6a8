import { startWitness } from '#agents/witness.ts'

startWitness()
