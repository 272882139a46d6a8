import SignaturePad from 'signature_pad'

const pad = new SignaturePad(document.getElementById('pad'), { throttle: 0, minDistance: 0 })
document.getElementById('undo').addEventListener('click', () => pad.fromData(pad.toData().slice(0, -1)))
document.getElementById('done').addEventListener('click', () => {
  const strokes = pad.toData().map(({ points }) => {
    const [first, last] = [points[0], points.at(-1)].map(({ x, y }) => `${Math.round(x / 20)}:${Math.round(y / 20)}`)
    return `${first}–${last}`
  })
  document.getElementById('state').textContent = `Signed with ${strokes.join(' ')}`
})
