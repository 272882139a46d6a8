/** The things the shop knows how to draw. */
export type PictureShape = keyof typeof shapes

const shapes = {
  apple:
    '<path d="M32 20c-4-5-17-4-17 11 0 12 8 22 13 22 2 0 3-1 4-1s2 1 4 1c5 0 13-10 13-22 0-15-13-16-17-11Z" fill="currentColor"/><path d="M32 20c0-5 1-8 4-11" fill="none" stroke="#6b4a2b" stroke-width="3" stroke-linecap="round"/><path d="M36 15c3-6 9-7 13-6-1 5-6 9-13 6Z" fill="#5d9a4c"/>',
  banana:
    '<path d="M14 14c-3 22 12 37 35 35 3 0 4-4 1-6-15-2-25-12-28-30-1-4-7-4-8 1Z" fill="currentColor"/><path d="M22 11c6 14 15 22 31 24 3 1 3 6 0 7-17 2-31-8-36-29Z" fill="currentColor" style="filter:brightness(1.12)"/><path d="M15 13l2-5 5 1 0 4Z" fill="#6b5a2b"/>',
  carrot:
    '<path d="M25 21c8-5 16 3 12 11L16 55c-3 3-8-1-6-5Z" fill="currentColor"/><path d="M22 33l5 4M19 41l4 3" stroke="#fff" stroke-opacity=".5" stroke-width="2.5" stroke-linecap="round"/><path d="M36 22c-1-8 2-13 6-15 2 4 2 8-1 13 4-6 9-7 13-5-2 5-8 9-15 9Z" fill="#5d9a4c"/>',
  tomato:
    '<circle cx="32" cy="36" r="19" fill="currentColor"/><path d="M32 20l-9-3 5 6-5 5 9-3 9 3-5-5 5-6Z" fill="#4f8f45"/><path d="M32 20v-9" stroke="#4f8f45" stroke-width="3" stroke-linecap="round"/>',
  leaf: '<path d="M30 54C12 46 10 26 24 10c14 14 18 30 6 44Z" fill="currentColor"/><path d="M34 54c16-4 22-18 18-32-14 4-22 16-18 32Z" fill="currentColor" style="filter:brightness(1.2)"/><path d="M31 54c-3-12-5-22-7-32M35 54c4-9 8-16 13-24" fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="2" stroke-linecap="round"/>',
  lemon:
    '<g transform="rotate(-35 32 33)" fill="currentColor"><ellipse cx="32" cy="33" rx="19" ry="14.5"/><path d="M47 26c5 1 9 4 10 7-1 3-5 6-10 7ZM17 26c-5 1-8 4-9 7 1 3 4 6 9 7Z"/></g><path d="M21 33c1-6 5-10 11-13" fill="none" stroke="#fff" stroke-opacity=".65" stroke-width="3" stroke-linecap="round"/>',
  loaf: '<path d="M8 34c0-11 11-18 24-18s24 7 24 18c0 5-3 7-6 8v5c0 2-1 3-3 3H17c-2 0-3-1-3-3v-5c-3-1-6-3-6-8Z" fill="currentColor"/><path d="M21 24l5 10M31 22l5 10M41 24l4 8" stroke="#fff" stroke-opacity=".6" stroke-width="3.5" stroke-linecap="round"/>',
  croissant:
    '<path d="M6 44c2-16 13-27 26-27s24 11 26 27c-5 2-11 0-14-5-3-5-7-7-12-7s-9 2-12 7c-3 5-9 7-14 5Z" fill="currentColor"/><path d="M24 19l1 14M40 19l-1 14M14 27l7 11M50 27l-7 11" stroke="#7a4f1e" stroke-opacity=".5" stroke-width="2.5" stroke-linecap="round"/>',
  cookie:
    '<circle cx="32" cy="33" r="20" fill="currentColor"/><g fill="#5b3a1e"><circle cx="25" cy="27" r="3"/><circle cx="38" cy="25" r="2.5"/><circle cx="41" cy="37" r="3"/><circle cx="29" cy="40" r="3"/><circle cx="20" cy="37" r="2"/></g>',
  bottle:
    '<path d="M27 8h10v9c0 4 6 6 6 13v21c0 3-2 5-5 5H26c-3 0-5-2-5-5V30c0-7 6-9 6-13Z" fill="currentColor"/><rect x="26" y="5" width="12" height="6" rx="2" fill="#3d4b57"/><rect x="21" y="34" width="22" height="13" fill="#fff" fill-opacity=".85"/><path d="M26 40.5h12" stroke="currentColor" stroke-width="3" stroke-linecap="round"/>',
  carton:
    '<path d="M19 20l6-10h14l6 10v34c0 1-1 2-2 2H21c-1 0-2-1-2-2Z" fill="currentColor"/><path d="M19 20h26l-6-10H25Z" fill="#fff" fill-opacity=".35"/><rect x="24" y="6" width="16" height="5" rx="1" fill="currentColor" style="filter:brightness(.8)"/><rect x="19" y="29" width="26" height="16" fill="#fff" fill-opacity=".88"/><path d="M25 34h14M25 39.5h9" stroke="currentColor" stroke-width="3" stroke-linecap="round"/>',
  pot: '<path d="M14 22h36l-4 30c0 2-2 4-4 4H22c-2 0-4-2-4-4Z" fill="currentColor"/><rect x="11" y="15" width="42" height="8" rx="3" fill="#e8edf5"/><path d="M17 33h30l-1.5 12h-27Z" fill="#fff" fill-opacity=".85"/><path d="M24 39h16" stroke="currentColor" stroke-width="3" stroke-linecap="round"/>',
  cheese:
    '<path d="M8 36L44 14c7 2 11 8 12 15v7Z" fill="currentColor" style="filter:brightness(1.1)"/><path d="M8 36h48v15H8Z" fill="currentColor"/><g fill="#fff" fill-opacity=".55"><circle cx="20" cy="44" r="3.5"/><circle cx="36" cy="42" r="2.5"/><circle cx="46" cy="46" r="3"/><circle cx="40" cy="27" r="3"/></g>',
  eggs: '<g fill="currentColor"><path d="M18 20c4 0 8 7 8 13s-4 9-8 9-8-3-8-9 4-13 8-13Z"/><path d="M46 20c4 0 8 7 8 13s-4 9-8 9-8-3-8-9 4-13 8-13Z"/></g><path d="M32 17c5 0 9 8 9 15s-4 10-9 10-9-3-9-10 4-15 9-15Z" fill="currentColor" style="filter:brightness(1.16)"/><path d="M6 38h52l-4 14c0 2-2 3-4 3H14c-2 0-4-1-4-3Z" fill="#8d9a8f"/>',
  bag: '<path d="M18 12h28l3 8-2 33c0 2-1 3-3 3H20c-2 0-3-1-3-3l-2-33Z" fill="currentColor"/><path d="M18 12h28l3 8H15Z" fill="#fff" fill-opacity=".3"/><rect x="20" y="29" width="24" height="17" rx="2" fill="#fff" fill-opacity=".88"/><path d="M25 35h14M25 40h9" stroke="currentColor" stroke-width="3" stroke-linecap="round"/>',
  tin: '<path d="M14 16v34c0 4 8 7 18 7s18-3 18-7V16Z" fill="currentColor"/><ellipse cx="32" cy="15" rx="18" ry="6" fill="#c9d0d6"/><ellipse cx="32" cy="15" rx="13" ry="3.5" fill="#aab4bc"/><path d="M14 29c8 5 28 5 36 0v14c-8 5-28 5-36 0Z" fill="#fff" fill-opacity=".85"/><path d="M25 39h14" stroke="currentColor" stroke-width="3" stroke-linecap="round"/>',
  jar: '<path d="M18 20h28c3 3 5 6 5 10v20c0 4-3 6-6 6H19c-3 0-6-2-6-6V30c0-4 2-7 5-10Z" fill="currentColor"/><rect x="17" y="9" width="30" height="9" rx="2.5" fill="#54606a"/><rect x="13" y="32" width="38" height="15" fill="#fff" fill-opacity=".88"/><path d="M22 39.5h20" stroke="currentColor" stroke-width="3" stroke-linecap="round"/>',
} as const

/** Draws a product as an inline SVG, so that the shop needs neither image files nor an emoji font. */
export function drawPicture(shape: PictureShape, colour: string): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 64 64')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', 'picture')
  svg.style.color = colour
  svg.innerHTML = shapes[shape]
  return svg
}
