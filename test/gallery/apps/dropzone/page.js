import { Dropzone } from 'dropzone'
import 'dropzone/dist/dropzone.css'

const zone = new Dropzone('#zone', { url: '/nowhere', autoProcessQueue: false, createImageThumbnails: false })
document.getElementById('send').addEventListener('click', () => {
  const files = zone.files.map(({ name, size }) => `${name} (${size})`).join(', ')
  document.getElementById('state').textContent = `${document.getElementById('who').value} hands in ${files}`
})
