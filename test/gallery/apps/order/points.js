document.querySelector('button').addEventListener('click', () => {
  parent.postMessage(document.querySelector(':checked').value, '*')
})
