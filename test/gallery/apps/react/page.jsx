/** @jsxImportSource react */
import { useState } from 'react'
import { createRoot } from 'react-dom/client'

/** Every input is controlled: React puts back what its state does not say. */
function Profile() {
  const [code, setCode] = useState('')
  const [about, setAbout] = useState('')
  const [size, setSize] = useState('s')
  const [news, setNews] = useState(false)
  const [sent, setSent] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setSent(`Sent: ${code}, ${about}, ${size}, ${news ? 'news' : 'no news'}`)
      }}
    >
      <h1>Profile</h1>
      <p>
        <label>
          Code{' '}
          <input value={code} onChange={({ target }) => setCode(target.value.toUpperCase().replace(/[^A-Z]/g, ''))} />
        </label>
      </p>
      <p>
        <label>
          About <textarea value={about} maxLength={40} onChange={({ target }) => setAbout(target.value)} />
        </label>{' '}
        {40 - about.length} left
      </p>
      <p>
        <label>
          Size{' '}
          <select value={size} onChange={({ target }) => setSize(target.value)}>
            <option value="s">Small</option>
            <option value="m">Medium</option>
            <option value="l">Large</option>
          </select>
        </label>
      </p>
      <p>
        <label>
          <input type="checkbox" checked={news} onChange={({ target }) => setNews(target.checked)} /> News by mail
        </label>
      </p>
      <p>
        <button disabled={code === ''}>Send</button>
      </p>
      <p role="status">{sent}</p>
    </form>
  )
}

createRoot(document.getElementById('root')).render(<Profile />)
