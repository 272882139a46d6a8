// Stores what it is told, as durably as Cairn, and answers when it is stored. Nothing can be less and still record.
const api = globalThis.browser ?? globalThis.chrome

const opening = new Promise((resolve, reject) => {
  const request = indexedDB.open('bare', 1)
  request.onupgradeneeded = () => request.result.createObjectStore('told')
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

api.runtime.onConnect.addListener((port) => {
  port.onMessage.addListener(async ({ atMs }) => {
    const database = await opening
    const transaction = database.transaction('told', 'readwrite', { durability: 'strict' })
    transaction.objectStore('told').put(atMs, 'last')
    transaction.oncomplete = () => port.postMessage('stored')
  })
})
