// Follows the desk. Without this the page reloads itself.
import { helpWithPins } from './screen-pins.js'

const POLL_MS = 500
const MISSES_UNTIL_SAID = 3

let misses = 0

/** The desk's view: a page that shows the same is left alone, so that nothing typed is lost. */
function take(fresh) {
  const screen = document.getElementById('screen')
  if (screen.dataset.key === fresh.dataset.key) {
    takeProgress(screen, fresh)
    return
  }
  screen.replaceWith(fresh)
  document.title = fresh.dataset.title
  helpWithPins(fresh)
  // What changed by itself is where the reader is led.
  fresh.querySelector('h1')?.focus()
}

/** The line itself stays, so that a screen reader hears its text change. */
function takeProgress(screen, fresh) {
  const [line, next] = [screen, fresh].map((part) => part.querySelector('#screen-progress'))
  if (line === null || next === null || line.dataset.progress === next.dataset.progress) return
  line.dataset.progress = next.dataset.progress
  line.replaceChildren(...next.childNodes)
}

async function follow() {
  const path = document.getElementById('screen')?.dataset.fragment ?? ''
  if (path === '') return
  try {
    const response = await fetch(path, { headers: { accept: 'text/html' } })
    if (!response.ok) throw new Error(String(response.status))
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
    take(fresh.getElementById('screen'))
    misses = 0
  } catch {
    // The server is away for a moment: the next round asks again.
    misses += 1
  }
  sayAway(misses >= MISSES_UNTIL_SAID)
  setTimeout(follow, POLL_MS)
}

function sayAway(isAway) {
  const line = document.getElementById('screen-away')
  const text = isAway ? line.dataset.text : ''
  if (line.textContent !== text) line.textContent = text
}

helpWithPins(document)
void follow()
