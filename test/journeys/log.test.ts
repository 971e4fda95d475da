import assert from 'node:assert/strict'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { newDataFolder, parseObject, startSandbox } from '../support/sandbox.ts'

const RESIDENTS = ['R0000000001', 'R0000000002', 'R0000000003']
const [, ADULT = '', CHILD = ''] = RESIDENTS
/** The PINs of this test, and those the first journey is given. */
const PINS = ['8642', '9753', 'LOGS4EVER', 'WR0NGPW', '1234', 'ABC123']
const [PIN = '', WRONG_PIN = '', PASSWORD = '', WRONG_PASSWORD = ''] = PINS
const NEWCOMER = {
  name: '記録　のこさず',
  kana: 'キロク　ノコサズ',
  birthDate: '1988-08-18',
  address: '東京都八王子市秘密町一丁目２番３号',
}

const folder = await newDataFolder()
const sandbox = await startSandbox({ folder })
const [pin, wrongPin, password, wrongPassword] = await Promise.all(
  [PIN, WRONG_PIN, PASSWORD, WRONG_PASSWORD].map((text) => secretFile(text)),
)

/** Commands of every kind: done, refused by the law, by the card and by the form, and malformed. */
await expectCodes([
  [0, ...issue(ADULT)],
  [1, ...issue(CHILD)],
  [1, ...issue('R9999999999')],
  [1, ...issue(ADULT)],
  [0, 'counter', 'issue', '--resident', CHILD, '--kind', 'user-authentication', ...pinFile(pin)],
  [1, 'resident', 'show', 'R9999999999'],
  [1, ...addResident({ ...NEWCOMER, birthDate: '1988-02-30' })],
  [0, ...addResident(NEWCOMER)],
  [0, ...moved(ADULT)],
  [0, 'resident', 'event', ADULT, '--kind', 'died', '--on', today()],
])
const cardFile = await cardOf(ADULT)
await expectCodes([
  [1, 'login', '--card', cardFile, ...pinFile(wrongPin)],
  [1, 'login', '--card', cardFile, ...pinFile(pin)],
  [1, 'card', 'certificates', '--card', cardFile, '--signature', ...pinFile(wrongPassword)],
])
await askWithoutToken()
await makeAFault()
const people = await Promise.all(RESIDENTS.map((id) => residentOf(id)))
const token = (await readFile(join(folder, 'operator-token'), 'utf8')).trim()
const passphrase = (await readFile(join(folder, 'keys', 'passphrase'), 'utf8')).trim()
const end = await sandbox.stop()

/** All that was written for the eyes of whoever runs the system. */
const written = new Map<string, string>([
  ['standard output', end.stdout.join('\n')],
  ['standard error', end.stderr],
])
for (const file of await logFilesBelow(folder)) {
  written.set(relative(folder, file), await readFile(file, 'utf8'))
}

test('the logs are where they are expected, and speak of the fault and the end', () => {
  assert.equal(end.code, 0, end.stderr)
  const files = ['postgres/server.log', 'shomei.log']
  assert.deepEqual([...written.keys()].slice(2).toSorted(), files)
  assert.match(written.get('shomei.log') ?? '', /"msg":"fault"/)
  assert.match(written.get('postgres/server.log') ?? '', /ready to accept connections/)
})

for (const [where, text] of written) {
  test(`${where} names nobody: none of the four basic items, no kana`, () => {
    for (const { name, kana, address, birthDate } of [...people, NEWCOMER]) {
      for (const item of [name, kana, address, birthDate])
        assert.ok(item.length > 0 && !text.includes(item), `${where} holds ${item}`)
      // A family name by itself, and the part of the address that is not the municipality.
      for (const part of [name.split('　')[0] ?? '', address.slice(-6)])
        assert.ok(part.length > 0 && !text.includes(part), `${where} holds ${part}`)
    }
    assert.doesNotMatch(text, /"sex"|[男女]|\b(?:fe)?male\b/)
  })

  test(`${where} holds no secret: no PIN, no token, no passphrase`, () => {
    // Process numbers may happen to be anybody's PIN.
    const withoutNumbers = text.replace(/"pid":\d+|\[\d+\]|127\.0\.0\.1:\d+/g, '')
    for (const secret of PINS)
      assert.doesNotMatch(withoutNumbers, new RegExp(`\\b${secret}\\b`), `${where} holds a PIN`)
    assert.ok(token.length >= 32 && !text.includes(token))
    assert.ok(passphrase.length >= 32 && !text.includes(passphrase))
    const hexPins = PINS.map((secret) => Buffer.from(secret).toString('hex'))
    for (const hex of hexPins.filter(({ length }) => length > 8))
      assert.ok(!text.toLowerCase().includes(hex))
  })
}

test('everything in the data folder is its owner’s alone', async () => {
  for (const name of await readdir(folder)) {
    const { mode } = await stat(join(folder, name))
    const isLog = /\.log$|^lock/.test(name)
    assert.equal(isLog ? 0 : mode & 0o077, 0, `${name} ${mode.toString(8)}`)
  }
  assert.equal((await stat(folder)).mode & 0o777, 0o700)
})

function issue(resident: string): readonly string[] {
  return ['counter', 'issue', '--resident', resident, ...pinFile(pin), ...passwordFile(password)]
}

function pinFile(file: string | undefined): readonly string[] {
  return ['--pin-file', file ?? '']
}

function passwordFile(file: string | undefined): readonly string[] {
  return ['--password-file', file ?? '']
}

function moved(resident: string): readonly string[] {
  const { address } = NEWCOMER
  const there = ['--municipality', '13201', '--address', address]
  return ['resident', 'event', resident, '--kind', 'moved', '--on', today(), ...there]
}

function addResident(person: typeof NEWCOMER): readonly string[] {
  const { name, kana, address, birthDate } = person
  const items = ['--name', name, '--kana', kana, '--address', address, '--born', birthDate]
  return ['resident', 'add', '--municipality', '13201', '--sex', 'female', ...items]
}

function today(): string {
  return new Date(Date.parse(sandbox.now) + 9 * 3_600_000).toISOString().slice(0, 10)
}

async function secretFile(text: string): Promise<string> {
  const file = join(dirname(folder), `${text}.txt`)
  await writeFile(file, `${text}\n`)
  return file
}

async function expectCodes(
  commands: readonly (readonly [number, ...(readonly string[])])[],
): Promise<void> {
  for (const [code, ...words] of commands) {
    const done = await sandbox.shomei(...words)
    assert.equal(done.code, code, `${words.join(' ')}\n${JSON.stringify(done)}`)
  }
}

async function cardOf(resident: string): Promise<string> {
  const { json } = await sandbox.shomei('resident', 'show', resident)
  const cards = Array.isArray(json['cards']) ? json['cards'] : []
  return join(folder, 'cards', `${cards[0]?.cardSerial}.card`)
}

async function residentOf(resident: string): Promise<typeof NEWCOMER> {
  const { json } = await sandbox.shomei('resident', 'show', resident)
  const shown = parseObject(JSON.stringify(json['resident']))
  const items = parseObject(JSON.stringify(shown['items']))
  const text = (of: typeof items, member: string): string => String(of[member])
  return {
    name: text(items, 'name'),
    kana: text(shown, 'kana'),
    address: text(items, 'address'),
    birthDate: text(items, 'birthDate'),
  }
}

/**
 * What a stranger on this computer would try; the words of the request are no business of a log.
 */
async function askWithoutToken(): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer wrong' }
  const body = JSON.stringify({ ...NEWCOMER, municipalityCode: '13201', sex: 'female' })
  const url = `${sandbox.operatorUrl}/add-resident`
  const answer = await fetch(url, { method: 'POST', headers, body })
  assert.equal(answer.status, 401)
}

/** A fault while a person's card is being made, which is logged. */
async function makeAFault(): Promise<void> {
  const cards = join(folder, 'cards')
  await rename(cards, `${cards}-away`)
  await writeFile(cards, 'in the way')
  const adult = 'R0000000008'
  const failed = await sandbox.shomei(...issue(adult))
  assert.equal(failed.code, 3, JSON.stringify(failed))
  await rm(cards)
  await rename(`${cards}-away`, cards)
}

async function logFilesBelow(top: string): Promise<readonly string[]> {
  const entries = await readdir(top, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /log/.test(entry.name) && !/wal|xlog/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}
