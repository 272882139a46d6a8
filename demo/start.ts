import process from 'node:process'
import { startDemo } from './server.ts'
import { demoTask } from './task.ts'

const demo = await startDemo({ port: Number(process.argv[2] ?? 0) })

console.log(`The shop is open at ${demo.url}\nAsk its assistant: ${demoTask.instruction}`)
