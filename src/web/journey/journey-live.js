// Follows a running journey until it has ended. Without this the page reloads itself.
const POLL_MS = 300

/**
 * Puts the fresh state into the page. What was opened stays open, and the keyboard stays where it
 * was.
 */
function take(section, fresh) {
  const open = [...section.querySelectorAll('details[open]')].map(({ id }) => id)
  const focused = document.activeElement?.closest('#journey-body details')?.id
  section.querySelector('#journey-body').replaceWith(fresh.querySelector('#journey-body'))
  for (const id of open) document.getElementById(id)?.setAttribute('open', '')
  if (focused !== undefined) document.getElementById(focused)?.querySelector('summary').focus()
  // The line itself stays, so that a screen reader hears its text change.
  const [line, next] = [section, fresh].map((part) => part.querySelector('#journey-status'))
  if (line.textContent !== next.textContent) line.replaceChildren(...next.childNodes)
  section.dataset.state = fresh.dataset.state
}

async function follow() {
  const section = document.getElementById('journey')
  if (section === null || section.dataset.state !== 'running') return
  try {
    const response = await fetch(section.dataset.fragment, { headers: { accept: 'text/html' } })
    if (response.ok) {
      const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
      take(section, fresh.getElementById('journey'))
    }
  } catch {
    // The server is away for a moment: the next round asks again.
  }
  setTimeout(follow, POLL_MS)
}

void follow()
