// Follows a running journey: swaps its section for a fresh one until it has ended. Without this the page reloads itself.
const POLL_MS = 300

async function follow() {
  const section = document.getElementById('journey')
  if (section === null || section.dataset.state !== 'running') return
  const open = [...section.querySelectorAll('details')].map((details) => details.open)
  try {
    const response = await fetch(section.dataset.fragment, { headers: { accept: 'text/html' } })
    if (response.ok) {
      const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
      const next = fresh.getElementById('journey')
      if (next !== null) {
        section.replaceWith(next)
        next.querySelectorAll('details').forEach((details, index) => {
          details.open = open[index] ?? false
        })
      }
    }
  } catch {
    // The server is away for a moment: the next round asks again.
  }
  setTimeout(follow, POLL_MS)
}

void follow()
