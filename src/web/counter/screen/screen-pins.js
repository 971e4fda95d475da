// Helps with typing PINs: rules as they are kept, a keypad, one PIN at a time. Without this all PINs
// stand below each other and the server checks them.
import { keypadFor } from './screen-keypad.js'

const capitals = (text) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase())

/** What one section asks for, and its fields. */
function pinOf(section) {
  const { form, min, max } = section.dataset
  const [first, again] = section.querySelectorAll('input')
  return { section, form, min: Number(min), max: Number(max), first, again }
}

/** Puts a text of the catalogue, by its name in the section, into `place`; nothing for no name. */
function put(place, section, name) {
  const template = section.querySelector(`template[data-text=${name}]`)
  place.replaceChildren(...(template === null ? [] : [template.content.cloneNode(true)]))
}

function keptRules({ form, min, max, first, again }) {
  const value = first.value
  const hasLength = value.length >= min && value.length <= max
  return {
    digits: /^[0-9]*$/.test(value) && hasLength,
    length: /^[A-Z0-9]*$/.test(value) && hasLength,
    letter: /[A-Z]/.test(value),
    digit: /[0-9]/.test(value),
    same: again !== undefined && value !== '' && again.value === value,
    form,
  }
}

function hasForm(pin) {
  const { form, digits, length, letter, digit } = keptRules(pin)
  return form === 'digits' ? digits : length && letter && digit
}

const isDay = (month, day) => month >= 1 && month <= 12 && day >= 1 && day <= 31

/** Easy to guess: one digit four times, a run, a day of the year, a year of birth. */
function isWeak(value) {
  if (!/^[0-9]{4}$/.test(value)) return false
  const steps = [1, 2, 3].map((at) => (Number(value[at]) - Number(value[at - 1]) + 10) % 10)
  if (steps.every((step) => step === steps[0] && [0, 1, 9].includes(step))) return true
  const [front, back] = [Number(value.slice(0, 2)), Number(value.slice(2))]
  return isDay(front, back) || isDay(back, front) || front === 19 || front === 20
}

function showRules(pin) {
  const { section } = pin
  const kept = keptRules(pin)
  for (const line of section.querySelectorAll('[data-rule]')) {
    const isKept = kept[line.dataset.rule]
    line.classList.toggle('kept', isKept)
    line.querySelector('.rule-state').textContent = isKept
      ? section.dataset.kept
      : section.dataset.open
  }
  const line = section.querySelector('.weak')
  const [isSaid, isDue] = [line.hasChildNodes(), isWeak(pin.first.value)]
  // A live region that is filled again is read again.
  if (isSaid !== isDue) put(line, section, isDue ? 'weak' : 'none')
}

/** Tells the field what is wrong with it, by the name of the text; `undefined` takes it back. */
function sayError({ section }, input, name) {
  put(document.getElementById(`${input.id}-error`), section, name ?? 'none')
  input.setAttribute('aria-invalid', String(name !== undefined))
}

function errorOf(pin, input) {
  if (input.value === '') return 'empty'
  if (input === pin.first) return hasForm(pin) ? undefined : 'form'
  return input.value === pin.first.value ? undefined : 'differs'
}

/** The first field that is wrong, each told so; `undefined` where all is right. */
function wrongFieldOf(pin) {
  const wrong = inputsOf(pin).map((input) => [input, errorOf(pin, input)])
  for (const [input, error] of wrong) sayError(pin, input, error)
  return wrong.find(([, error]) => error !== undefined)?.[0]
}

const inputsOf = ({ first, again }) => [first, again].filter((input) => input !== undefined)

function revealWith(section, button) {
  const input = button.parentElement.querySelector('input')
  button.hidden = false
  button.addEventListener('click', () => {
    const isShown = input.type === 'password'
    input.type = isShown ? 'text' : 'password'
    put(button, section, isShown ? 'hide' : 'show')
  })
}

function hideAgain(section) {
  for (const shown of section.querySelectorAll('input[type=text]')) {
    shown.parentElement.querySelector('.reveal').click()
  }
}

function helpWithSection(section) {
  const pin = pinOf(section)
  const changed = (input) => {
    if (pin.form !== 'digits' && /[a-z]/.test(input.value)) {
      const { selectionStart, selectionEnd } = input
      input.value = capitals(input.value)
      input.setSelectionRange(selectionStart, selectionEnd)
    }
    if (input.getAttribute('aria-invalid') === 'true') sayError(pin, input, undefined)
    showRules(pin)
  }
  for (const input of inputsOf(pin)) {
    input.addEventListener('input', () => changed(input))
    // The keypad is there for fingers: a second keyboard would cover the page.
    if (matchMedia('(pointer: coarse)').matches) input.inputMode = 'none'
  }
  for (const button of section.querySelectorAll('.reveal')) revealWith(section, button)
  keypadFor(pin, (input) => {
    changed(input)
    section.querySelector('.typed').textContent = section.dataset.typed.replace(
      '{n}',
      String(input.value.length),
    )
  })
  showRules(pin)
  return pin
}

/** One PIN at a time: the others wait, and the last one sends them all together. */
export function helpWithPins(root) {
  const form = root.querySelector('form.pins')
  if (form === null) return
  const pins = [...form.querySelectorAll('section.pin')].map(helpWithSection)
  const [previous, next] = ['previous', 'next'].map((go) => form.querySelector(`[data-go=${go}]`))
  const send = form.querySelector('[type=submit]')
  let at = 0
  const show = (wanted) => {
    at = wanted
    pins.forEach(({ section }, index) => {
      section.hidden = index !== at
      if (section.hidden) hideAgain(section)
    })
    previous.hidden = at === 0
    next.hidden = at === pins.length - 1
    send.hidden = !next.hidden
  }
  const goOn = () => {
    const wrong = wrongFieldOf(pins[at])
    if (wrong !== undefined) wrong.focus()
    else {
      show(at + 1)
      pins[at].section.querySelector('h2').focus()
    }
  }
  next.addEventListener('click', goOn)
  previous.addEventListener('click', () => {
    show(at - 1)
    pins[at].section.querySelector('h2').focus()
  })
  form.addEventListener('submit', (event) => {
    if (at < pins.length - 1) {
      event.preventDefault()
      goOn()
      return
    }
    const wrong = pins.findIndex((pin) => wrongFieldOf(pin) !== undefined)
    if (wrong < 0) return
    event.preventDefault()
    show(wrong)
    wrongFieldOf(pins[wrong]).focus()
  })
  // A page that the browser keeps for the way back keeps no PIN.
  addEventListener('pagehide', () => form.reset())
  const refused = pins.findIndex(({ section }) => section.querySelector('[aria-invalid=true]'))
  show(Math.max(refused, 0))
  form.querySelector('[aria-invalid=true]')?.focus()
}
