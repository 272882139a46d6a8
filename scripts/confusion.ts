// Prints who did what in all recordings of a test run and who is said to have done it; fails where somebody is taken for
// another who must never be, or where nothing of somebody was recorded at all.
import process from 'node:process'
import { faultsOf, readConfusion, tableOf } from '../test/support/confusion.ts'

const confusion = readConfusion(process.env.CAIRN_CONFUSION ?? '')
console.log(tableOf(confusion))
const faults = faultsOf(confusion)
for (const fault of faults) console.error(fault)
process.exit(faults.length === 0 ? 0 : 1)
