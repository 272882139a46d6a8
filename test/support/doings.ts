import type { TestPage } from './browser-under-test.ts'

/** Has the page do one of the things it was built with (`window.doings`), and hands back what its own code got. */
export async function askPage(page: TestPage, name: string, args: unknown[]): Promise<unknown> {
  return page.evaluate(
    ({ name, args }) =>
      (window as unknown as { doings: Record<string, (...args: unknown[]) => Promise<unknown>> }).doings[name]?.(
        ...args,
      ),
    { name, args },
  )
}
