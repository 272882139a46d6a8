/**
 * Tells whether the pointer is elsewhere than when it was last asked about. Browsers send the events of a pointer coming
 * onto something also when the page moves that under a pointer that lies still.
 */
export function createPointerMemory(): (event: MouseEvent) => boolean {
  let [x, y] = [NaN, NaN]
  return ({ clientX, clientY }) => {
    const moved = clientX !== x || clientY !== y
    x = clientX
    y = clientY
    return moved
  }
}
