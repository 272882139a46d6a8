// Gets a fresh machine ready: dependencies, then the browsers named on the command line. Plain Node, because nothing
// is installed yet when it runs. Does nothing, quickly, when everything is there.
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'

const browsers = {
  chromium: {
    variable: 'CAIRN_CHROMIUM',
    names: ['chromium', 'chromium-browser'],
    debian: ['chromium'],
    playwright: 'chromium',
  },
  firefox: { variable: 'CAIRN_FIREFOX', names: ['firefox-esr', 'firefox'], debian: ['firefox-esr'], playwright: null },
}

checkNode()
installDependencies()
for (const name of process.argv.slice(2)) await ensureBrowser(name)

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(`Node ${process.versions.node} is too old; Cairn needs 20.19 or newer. Get it from https://nodejs.org`)
}

/** npm writes this file at the end of an install; older than the lock file means not installed as locked. */
function installDependencies() {
  const done = 'node_modules/.package-lock.json'
  if (existsSync(done) && statSync(done).mtimeMs >= statSync('package-lock.json').mtimeMs) return
  console.log('Installing dependencies …')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'])
}

async function ensureBrowser(name) {
  const browser = browsers[name]
  if (!browser) fail(`unknown browser "${name}"; there is ${Object.keys(browsers).join(', ')}`)
  const stated = process.env[browser.variable]
  if (stated) {
    if (!isExecutable(stated)) fail(`${browser.variable} is ${stated}, which is not an executable file`)
    return
  }
  if (isOnPath(browser.names) || (await playwrightHas(browser.playwright))) return
  console.log(`Installing ${name} …`)
  if (isDebian() && process.getuid?.() === 0) {
    run('apt-get', ['update', '-qq'])
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...browser.debian])
  } else if (browser.playwright) {
    run('npx', ['playwright', 'install', browser.playwright])
  }
  if (isOnPath(browser.names) || (await playwrightHas(browser.playwright))) return
  fail(`no ${name} could be found or installed. Install it, or set ${browser.variable} to its path, and try again`)
}

async function playwrightHas(name) {
  if (!name) return false
  const playwright = await import('playwright')
  return existsSync(playwright[name].executablePath())
}

/** Ubuntu's packages of that name only point to snap, which containers do not have: Playwright's own is better there. */
function isDebian() {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

function isOnPath(names) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((directory) => names.some((name) => directory !== '' && isExecutable(join(directory, name))))
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function run(command, args) {
  try {
    execFileSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  } catch (error) {
    fail(`\`${command} ${args.join(' ')}\` failed (${error.message}). Mend that and try again`)
  }
}

function fail(message) {
  console.error(`\n${message}.`)
  process.exit(1)
}
