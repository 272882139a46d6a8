/** @jsxImportSource preact */
import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import 'todomvc-app-css/index.css'

const kept = 'gallery-todomvc'
const routes = { '#/': () => true, '#/active': ({ done }) => !done, '#/completed': ({ done }) => done }

/** The page everybody knows, by its specification: routes, editing on double click, storage between visits. */
function TodoApp() {
  const [todos, setTodos] = useState(() => JSON.parse(localStorage.getItem(kept) ?? '[]'))
  const [route, setRoute] = useState(location.hash in routes ? location.hash : '#/')
  const [editing, setEditing] = useState(null)
  useEffect(() => localStorage.setItem(kept, JSON.stringify(todos)), [todos])
  useEffect(() => {
    const change = () => setRoute(location.hash in routes ? location.hash : '#/')
    addEventListener('hashchange', change)
    return () => removeEventListener('hashchange', change)
  }, [])
  const patch = (id, change) => setTodos((all) => all.map((todo) => (todo.id === id ? { ...todo, ...change } : todo)))
  const commit = (id, title) => {
    setEditing(null)
    if (title.trim() === '') setTodos((all) => all.filter((todo) => todo.id !== id))
    else patch(id, { title: title.trim() })
  }
  const left = todos.filter(({ done }) => !done).length

  return (
    <>
      <header class="header">
        <h1>todos</h1>
        <input
          class="new-todo"
          placeholder="What needs to be done?"
          autofocus
          onKeyDown={({ key, currentTarget }) => {
            const title = currentTarget.value.trim()
            if (key !== 'Enter' || title === '') return
            setTodos((all) => [...all, { id: 1 + Math.max(0, ...all.map(({ id }) => id)), title, done: false }])
            currentTarget.value = ''
          }}
        />
      </header>
      <main class="main" hidden={todos.length === 0}>
        <ul class="todo-list">
          {todos.filter(routes[route]).map(({ id, title, done }) => (
            <li key={id} class={`${done ? 'completed' : ''} ${editing === id ? 'editing' : ''}`}>
              <div class="view">
                <input
                  class="toggle"
                  type="checkbox"
                  aria-label={`Done: ${title}`}
                  checked={done}
                  onChange={({ currentTarget }) => patch(id, { done: currentTarget.checked })}
                />
                <label onDblClick={() => setEditing(id)}>{title}</label>
                <button
                  class="destroy"
                  aria-label={`Delete ${title}`}
                  onClick={() => setTodos((all) => all.filter((todo) => todo.id !== id))}
                />
              </div>
              {editing === id && (
                <input
                  class="edit"
                  aria-label="Edit"
                  defaultValue={title}
                  ref={(input) => input?.focus()}
                  onBlur={({ currentTarget }) => commit(id, currentTarget.value)}
                  onKeyDown={({ key, currentTarget }) => {
                    if (key === 'Enter') currentTarget.blur()
                    if (key === 'Escape') setEditing(null)
                  }}
                />
              )}
            </li>
          ))}
        </ul>
      </main>
      <footer class="footer" hidden={todos.length === 0}>
        <span class="todo-count">
          <strong>{left}</strong> {left === 1 ? 'item' : 'items'} left
        </span>
        <ul class="filters">
          {Object.keys(routes).map((hash) => (
            <li key={hash}>
              <a href={hash} class={route === hash ? 'selected' : ''}>
                {{ '#/': 'All', '#/active': 'Active', '#/completed': 'Completed' }[hash]}
              </a>
            </li>
          ))}
        </ul>
        <button
          class="clear-completed"
          hidden={left === todos.length}
          onClick={() => setTodos((all) => all.filter(({ done }) => !done))}
        >
          Clear completed
        </button>
      </footer>
    </>
  )
}

render(<TodoApp />, document.getElementById('root'))
