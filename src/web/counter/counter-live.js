// Follows what happens at the desk and moves the focus to what is new. Without this the pages work
// too: they reload themselves while something is under way.
const POLL_MS = 1000

/** Where the keyboard was within `part`, to be found again in the fresh one. */
function placeIn(part) {
  const focused = document.activeElement
  return part.contains(focused) ? (focused.id === '' ? 'inside' : focused.id) : undefined
}

/** Whether someone is filling in a form of this part: it is not taken from under their hands. */
function isBeingFilledIn(part) {
  return part.querySelector('form[data-touched]') !== null
}

function takePart(old, fresh) {
  if (old.dataset.version === fresh.dataset.version || isBeingFilledIn(old)) return
  const place = placeIn(old)
  const open = [...old.querySelectorAll('details[open][id]')].map(({ id }) => id)
  old.replaceWith(fresh)
  for (const id of open) document.getElementById(id)?.setAttribute('open', '')
  if (place === undefined) return
  const heading = fresh.querySelector('h2')
  heading?.setAttribute('tabindex', '-1')
  const again = document.getElementById(place) ?? heading
  again?.focus()
}

function take(live, fresh) {
  // The line itself stays, so that a screen reader hears its text change.
  const [line, next] = [live, fresh].map((part) => part.querySelector('#live-status'))
  if (line.textContent !== next.textContent) line.replaceChildren(...next.childNodes)
  for (const part of fresh.querySelectorAll('[data-part]')) {
    const old = live.querySelector(`[data-part="${part.dataset.part}"]`)
    if (old !== null) takePart(old, part)
  }
}

/** Says whether what the page shows may have been overtaken, for nobody answers. */
function showAway(away) {
  document.getElementById('away')?.toggleAttribute('hidden', !away)
}

async function follow() {
  const live = document.getElementById('live')
  if (live === null) return
  if (document.visibilityState === 'visible') {
    try {
      const response = await fetch(live.dataset.fragment, { headers: { accept: 'text/html' } })
      if (response.status === 401) {
        document.getElementById('session-over')?.removeAttribute('hidden')
        return
      }
      showAway(!response.ok)
      if (response.ok) {
        const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
        take(live, fresh.getElementById('live'))
      }
    } catch {
      // The next round asks again.
      showAway(true)
    }
  }
  setTimeout(follow, POLL_MS)
}

document.addEventListener('input', ({ target }) => {
  target.closest('form')?.setAttribute('data-touched', '')
})
document.querySelector('[data-focus="refusal"], [data-focus="outcome"]')?.focus()
for (const button of document.querySelectorAll('[data-print]')) {
  button.removeAttribute('hidden')
  button.addEventListener('click', () => globalThis.print())
}
void follow()
