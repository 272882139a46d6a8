import type { Lab, Session } from './lab.ts'

/** A calm page is at work and somebody types; after a while, between these, ms, the browser gets SIGKILL. */
export async function killAtWork(lab: Lab, session: Session, afterMs: [least: number, most: number]): Promise<void> {
  const desk = await session.openDesk('A', { calm: true })
  await desk.start()
  const hands = session.hands(desk)
  await lab.rest(...afterMs)
  await session.acknowledge()
  await session.browser.kill()
  session.crashed()
  hands.drop()
}
