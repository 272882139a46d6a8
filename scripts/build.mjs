// Builds everything under dist/: the extension for both browsers and for tests, and the Node side.
import { execFileSync } from 'node:child_process'

const builds = ['chrome', 'chrome-testing', 'firefox', 'node', 'agent'].map((mode) => [
  mode === 'agent' ? 'node/agent.js' : mode,
  'npx',
  ['vite', 'build', '--mode', mode, '--logLevel', 'warn'],
])
builds.push(['node/*.d.ts', 'node', ['scripts/build-types.mjs']])

for (const [mode, command, args] of builds) {
  console.log(`dist/${mode}`)
  try {
    execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    // Shown only now: the bundlers chat a good deal when all is well.
    process.stderr.write(`${error.stdout}${error.stderr}\nthe build of dist/${mode} failed\n`)
    process.exit(1)
  }
}
