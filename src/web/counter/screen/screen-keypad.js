// The keypad for fingers. By keyboard it is one stop, with arrows between its keys.

/** The field the keypad types into: the one last used, or the next that is still to be filled. */
export function keypadFor(pin, typed) {
  const { section, first, again, max, form } = pin
  const pad = section.querySelector('.keypad')
  const keys = [...pad.querySelectorAll('button')]
  let active = first
  const activate = (input) => {
    active = input
    for (const one of [first, again]) one?.classList.toggle('active', one === input)
  }
  for (const input of [first, again]) input?.addEventListener('focus', () => activate(input))
  const press = (key) => {
    if (key === 'clear') active.value = ''
    else if (key === 'delete') active.value = active.value.slice(0, -1)
    else if (active.value.length < max) active.value += key
    typed(active)
    const isFull = form === 'digits' && active.value.length === max
    if (isFull && active === first && again !== undefined && again.value === '') activate(again)
  }
  pad.addEventListener('click', ({ target }) => {
    const key = target.closest('button')
    if (key !== null) press(key.dataset.key)
  })
  moveWithArrows(pad, keys)
  activate(first)
  pad.hidden = false
}

/** One stop of the Tab key; arrows move to the neighbour in sight. */
function moveWithArrows(pad, keys) {
  const stop = (wanted) => {
    for (const key of keys) key.tabIndex = key === wanted ? 0 : -1
  }
  stop(keys[0])
  pad.addEventListener('focusin', ({ target }) => stop(target))
  pad.addEventListener('keydown', (event) => {
    const at = keys.indexOf(document.activeElement)
    const target = at < 0 ? undefined : neighbourOf(keys, at, event.key)
    if (target === undefined) return
    event.preventDefault()
    target.focus()
  })
}

function neighbourOf(keys, at, key) {
  const here = keys[at].getBoundingClientRect()
  const middle = (here.left + here.right) / 2
  const across = (rows) =>
    rows
      .map((one) => [one, one.getBoundingClientRect()])
      .find(
        ([, { left, right, top }]) => top !== here.top && left <= middle && middle <= right,
      )?.[0]
  switch (key) {
    case 'ArrowLeft':
      return keys[at - 1]
    case 'ArrowRight':
      return keys[at + 1]
    case 'ArrowUp':
      return across(keys.slice(0, at).toReversed())
    case 'ArrowDown':
      return across(keys.slice(at + 1))
    case 'Home':
      return keys[0]
    case 'End':
      return keys.at(-1)
    default:
      return undefined
  }
}
