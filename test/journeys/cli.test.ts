import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { suite, test } from 'node:test'
import { COMMANDS } from '#cli/commands.ts'
import { SHOMEI } from '../support/sandbox.ts'
import { words } from '../support/words.ts'
import { assertExplained, Prompt, runShomei, textAt, valueAt } from './prompt.ts'
import { typeAtTerminal } from './pseudo-terminal.ts'

/** Every command as it is typed: help, objects, exit codes, and how it asks for a PIN. */

suite('the command line', { timeout: 300_000 }, async () => {
  const at = await Prompt.here('--clock', '2026-12-01T09:00:00+09:00')
  at.file('pin', '1234\n')
  at.file('password', 'ABC123\n')
  at.file('new-pin', '2580\n')
  at.file('letter.txt', '届出書\n')
  at.file('apdus', '00A4040C0AD392F000260100000001\n00A4020C020018\n002000800431323334\n')
  const resident = 'R0000000008'
  const issued = await at.done(
    words`counter issue --resident ${resident} --pin-file pin --password-file password
      --text-pin-file pin`,
  )
  const card = textAt(issued, 'card')
  const ceremony = join(import.meta.dirname, '../../config/ceremony.sandbox.json')

  /** A line for each command that ends by itself, in an order in which each can be done. */
  const LINES: readonly (readonly string[])[] = [
    words`resident list --limit 3`,
    words`resident show ${resident}`,
    words`resident add --municipality 13113 --name ${'架空 一郎'} --kana ${'ｶｸｳ ｲﾁﾛｳ'}
      --address 東京都渋谷区神南一丁目8番1号 --born 1990-04-01 --sex male`,
    words`card show --card ${card}`,
    words`card certificates --card ${card} --signature --pin-file password --out certificates`,
    words`card items --card ${card} --pin-file pin`,
    words`card change-pin --card ${card} --kind user-authentication --pin-file pin
      --new-pin-file new-pin`,
    words`card apdu --card ${card} 00A4040C0AD392F000260100000001`,
    words`sign letter.txt --card ${card} --pin-file password`,
    words`verify letter.txt.p7s --content letter.txt`,
    words`login --card ${card} --pin-file new-pin`,
    words`ocsp --card ${card}`,
    words`crl --municipality 01101`,
    words`crl check`,
    words`law explain --resident ${resident}`,
    words`clock show`,
    words`clock set 2026-12-01T10:00:00+09:00`,
    words`counter reset-pin --resident ${resident} --card ${card} --kind user-authentication
      --identity photo-document --pin-file pin`,
    words`resident what-if ${resident} --kind moved --on 2027-03-01 --municipality 14104
      --address 神奈川県横浜市中区日本大通1`,
    words`resident event ${resident} --kind moved --on 2026-12-01 --municipality 14104
      --address 神奈川県横浜市中区日本大通1`,
    words`counter revoke --resident ${resident} --ground holder-request`,
  ]
  for (const line of LINES) {
    test(`${line.slice(0, 2).join(' ')} --json is one object, exit 0`, async () => {
      const { status, stdout, text } = await at.ask(line)
      assert.equal(status, 0, text)
      assertOneObject(stdout.toString('utf8'))
    })
  }

  test('a what-if says what would end and what to do, and ends nothing', async () => {
    const other = 'R0000000010'
    await at.done(
      words`counter issue --resident ${other} --pin-file pin --password-file password
        --text-pin-file pin`,
    )
    const told = await at.done(words`resident what-if ${other} --kind died --on 2027-03-01`)
    assert.deepEqual(
      Array.from(Object.values(Object(valueAt(told, 'certificates'))), (one) => [
        valueAt(one, 'kind'),
        valueAt(one, 'becomes'),
      ]),
      [
        ['signature', 'lapses'],
        ['user-authentication', 'lapses'],
      ],
    )
    assert.match(JSON.stringify(valueAt(told, 'lines')), /失効します/)
    const shown = await at.done(words`resident show ${other}`)
    assert.doesNotMatch(JSON.stringify(shown), /revoked/)
    const unreadable = await at.ask(words`resident what-if ${other} --kind moved --on 2027-03-01
      --municipality 99999 --address どこか`)
    assert.equal(unreadable.status, 1)
  })

  test('ca ceremony --dry-run and ca check-transcript --json are one object each', async () => {
    const hold = words`ca ceremony --file ${ceremony} --dry-run --out transcript --json`
    const held = await runShomei(hold, at.folder)
    assert.equal(held.status, 0, held.text)
    assertOneObject(held.stdout.toString('utf8'))
    const check = words`ca check-transcript --file ${ceremony} --transcript transcript --json`
    const checked = await runShomei(check, at.folder)
    assert.equal(checked.status, 0, checked.text)
    const seal = (text: string): unknown => valueAt(JSON.parse(text), 'sealHex')
    assert.equal(seal(checked.stdout.toString()), seal(held.stdout.toString()))
  })

  test('cert explain and pki parse --json of a card’s certificates are one object each', async () => {
    await at.done(
      words`card certificates --card ${card} --signature --pin-file password --out shown`,
    )
    const explain = words`cert explain shown/signature.pem --json`
    const explained = await runShomei(explain, at.folder)
    assert.equal(explained.status, 0, explained.text)
    assertOneObject(explained.stdout.toString('utf8'))
    assert.match(explained.stdout.toString('utf8'), /証明サンドボックスの署名用電子証明書/)
    assert.match(explained.stdout.toString('utf8'), /holds-basic-items/)
    const parse = words`pki parse --kind certificate shown/user-authentication-ca.pem --json`
    const parsed = await runShomei(parse, at.folder)
    assert.equal(valueAt(assertOneObject(parsed.stdout.toString('utf8')), 'wellFormed'), true)
  })

  test('card serve waits for a reader, and a signal takes the card out', async () => {
    const line = words`card serve --card ${card} --vpcd 127.0.0.1:1 --json`
    const child = spawn(process.execPath, [SHOMEI, ...line, '--data', at.sandbox.folder])
    const exited = once(child, 'exit')
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    const [said] = await once(createInterface(child.stderr), 'line')
    assert.match(String(said), /リーダーを待っています/)
    child.kill('SIGTERM')
    assert.deepEqual(await exited, [0, null])
    assert.deepEqual(assertOneObject(stdout), { served: true })
  })

  test('capacity --json is one object; what is no number is a mistake', async () => {
    const planned = await runShomei(words`capacity --holders 1e6 --json`, at.folder)
    assert.equal(planned.status, 0, planned.text)
    const { lines } = assertOneObject(planned.stdout.toString('utf8')) as { lines: unknown[] }
    assert.ok(lines.length > 10)
    at.file('costs.json', '{"answerOctets": 0}')
    for (const line of [words`capacity --holders many`, words`capacity --costs costs.json`])
      assert.equal((await runShomei(line, at.folder)).status, 2)
  })

  test('the status filter, fetched and asked: unknown at first, revoked after the next delta', async () => {
    const fetched = async (): Promise<readonly string[]> => {
      const { json } = await at.ask(
        words`filter fetch --authority user-authentication --out filters`,
      )
      return (json['files'] as { file: string }[]).map(({ file }) => file)
    }
    const said = async (files: readonly string[], moment: string): Promise<unknown> => {
      const line = words`filter status --certificate shown/user-authentication.pem
        --anchors shown/user-authentication-ca.pem --at ${moment} --json`
      const { status, stdout, text } = await runShomei([...line, ...files], at.folder)
      assert.equal(status, 0, text)
      return valueAt(assertOneObject(stdout.toString('utf8')), 'status')
    }
    const [complete = ''] = await fetched()
    assert.equal(await said([complete], '2026-12-01T01:00:00Z'), 'unknown')
    await at.done(words`clock set 2026-12-01T16:00:00+09:00`)
    const both = await fetched()
    assert.equal(both.length, 2)
    assert.equal(await said(both, '2026-12-01T07:30:00Z'), 'revoked')
  })

  test('every command was run here, or is shown elsewhere', () => {
    // The municipalities ask no system: run.test.ts.
    const ofTheirOwn = [
      'ca ceremony',
      'capacity',
      'filter fetch',
      'filter status',
      'ca check-transcript',
      'card serve',
      'cert explain',
      'municipality list',
    ]
    const shown = [...LINES, ...ofTheirOwn.map((line) => line.split(' '))]
    const covered = (path: readonly string[]): boolean =>
      shown.some((line) => path.every((word, index) => line[index] === word))
    // The doors of the verifier, `pki`, have a journey of their own: verifier-door.test.ts.
    const others = COMMANDS.map(({ path }) => path).filter(([group]) => group !== 'pki')
    const elsewhere = others.filter((path) => !covered(path))
    // `up` and `counter issue` began this file; renewal is part of the main job, `status-service`
    // follows a database of the operator's own: sandbox-database-url.test.ts.
    assert.deepEqual(
      elsewhere.map((path) => path.join(' ')),
      ['up', 'status-service', 'counter issue', 'counter renew'],
    )
  })

  test('help is on stdout, exit 0; a mistake is on stderr, exit 2', async () => {
    const help = await runShomei(words`card show --help`, at.folder)
    assert.deepEqual([help.status, help.stderr], [0, ''])
    assert.match(help.text, /usage: shomei card show /)
    const mistake = await at.type(words`card show --colour`)
    assert.deepEqual([mistake.status, mistake.stdout.length], [2, 0])
    assert.match(mistake.stderr, /no such option: --colour[\s\S]*shomei card show --help/)
  })

  test('a place that cannot be written is a mistake of the command line', async () => {
    const { status, text } = await at.type(words`crl --municipality 01101 --out /proc/nowhere/x`)
    assert.equal(status, 2, text)
    assert.match(text, /cannot write/)
  })

  test('without a terminal a PIN is not waited for', async () => {
    const { status, text } = await at.type(words`login --card ${card}`)
    assert.equal(status, 2)
    assert.match(text, /give --pin-file FILE/)
  })

  test('a usage error under --json is one object too', async () => {
    const { status, stdout } = await at.ask(words`clock show --when`)
    assert.equal(status, 2)
    assert.match(
      String(assertOneObject(stdout.toString('utf8'))['usage']),
      /no such option: --when/,
    )
  })

  test('a refusal has its code, both languages and what to do next', async () => {
    const json = await at.refused(words`resident show R9999999999`, 'resident-unknown')
    const { status, stderr, stdout } = await at.type(words`resident show R9999999999`)
    assert.deepEqual([status, stdout.length], [1, 0])
    for (const member of ['ja', 'en', 'nextJa', 'nextEn']) {
      assert.ok(stderr.includes(textAt(json, member)), member)
    }
    assert.match(stderr, /\[resident-unknown\]/)
  })

  test('a fault is exit 3', async () => {
    const folder = at.path('broken')
    mkdirSync(folder)
    writeFileSync(join(folder, 'running.json'), '{"operatorUrl":')
    const line = words`clock show --data ${folder}`
    const human = await runShomei(line, at.folder)
    assert.equal(human.status, 3, human.text)
    assert.match(human.stderr, /障害が起きました/)
    const json = await runShomei([...line, '--json'], at.folder)
    assert.equal(json.status, 3)
    assert.equal(typeof assertOneObject(json.stdout.toString('utf8'))['fault'], 'string')
  })

  for (const line of [
    words`clock show`,
    words`resident list`,
    words`counter issue --resident ${resident} --pin-file pin --password-file password`,
    words`crl --municipality 01101`,
    words`crl check`,
    words`login --pin-file pin`,
    words`verify letter.txt`,
  ]) {
    test(`${line.slice(0, 2).join(' ')} beside no running system is refused`, async () => {
      const end = await runShomei([...line, '--data', at.path('nowhere'), '--json'], at.folder)
      const json = assertOneObject(end.stdout.toString('utf8'))
      assert.deepEqual([end.status, json['refusal']], [1, 'system-not-running'], end.text)
      assertExplained(json)
    })
  }

  test('a card that is not named must be the only one', async () => {
    const empty = at.path('no-cards')
    mkdirSync(empty)
    const none = await runShomei(words`card show --data ${empty} --json`, at.folder)
    assert.equal(assertOneObject(none.stdout.toString('utf8'))['refusal'], 'card-shelf-empty')
    const line = words`counter issue --resident R0000000009 --pin-file pin`
    await at.done([...line, '--password-file', 'password'])
    const several = await at.refused(words`card show`, 'card-shelf-several')
    assert.ok(Number(valueAt(several, 'detail', 'count')) >= 2)
    const strange = words`card show --card ${card} --data ${empty} --json`
    const closed = await runShomei(strange, at.folder)
    const json = assertOneObject(closed.stdout.toString('utf8'))
    assert.equal(json['refusal'], 'card-seal-key-missing')
  })

  test('an APDU that carries a PIN comes from a file and is not shown', async () => {
    const { status, text } = await at.type(words`card apdu --card ${card} --file apdus`)
    assert.equal(status, 0, text)
    assert.match(text, /^> 0020008004·{8}\n< 9000$/m)
    assert.doesNotMatch(text, /31323334/)
    const piped = await at.type(words`card apdu --card ${card} --file -`, '00A4040C00\n')
    assert.match(piped.text, /^< 9000$|^< 6A82$/m)
  })

  suite('PINs', () => {
    test('two come from standard input, a line each', async () => {
      const line = words`counter issue --resident R0000000006 --pin-file - --password-file -`
      const { status, text } = await at.ask(line, '1234\nABC123\n')
      assert.equal(status, 0, text)
    })

    test('one that is asked for is not echoed', async () => {
      const screen = await typeAtTerminal(
        words`card certificates --signature --card ${card} --data ${at.sandbox.folder}`,
        [[/signature password: $/, 'abc123\r']],
      )
      assert.equal(screen.code, 0, screen.text)
      assert.match(screen.text, /署名用パスワード/)
      assert.match(screen.text, /署名用 \/ signature/)
      assert.doesNotMatch(screen.text, /abc123|ABC123/)
    })

    test('a new one is typed twice, and both entries must agree', async () => {
      const change = words`card change-pin --kind user-authentication --card ${card}
        --data ${at.sandbox.folder}`
      const differ = await typeAtTerminal(change, [
        [/present: .*: $/, '1234\r'],
        [/new: .*: $/, '2580\r'],
        [/again: .*: $/, '2581\r'],
      ])
      assert.equal(differ.code, 1)
      assert.match(differ.text, /\[pin-entries-differ\]/)
      const agree = await typeAtTerminal(change, [
        [/present: .*: $/, '1234\r'],
        [/new: .*: $/, '2580\r'],
        [/again: .*: $/, '2580\r'],
      ])
      assert.equal(agree.code, 0, agree.text)
      assert.doesNotMatch(agree.text, /1234|2580/)
      await at.done(words`card change-pin --kind user-authentication --card ${card} --pin-file new-pin
        --new-pin-file pin`)
    })

    test('Ctrl-C at the question ends the command, and echo is on again', async () => {
      const line = words`login --card ${card} --data ${at.sandbox.folder}`
      const screen = await typeAtTerminal(line, [[/\(4 digits\): $/, '12\u0003']])
      assert.equal(screen.code, 128 + 2)
      assert.match(screen.settings, / echo /)
      assert.doesNotMatch(screen.text, /12\r?\n/)
    })

    test('on a terminal the output is coloured, in a pipe and with NO_COLOR it is plain', async () => {
      const line = words`card show --card ${card} --data ${at.sandbox.folder}`
      const escape = String.fromCodePoint(27)
      const coloured = await typeAtTerminal(line, [])
      assert.ok(coloured.text.includes(`${escape}[32m`), coloured.text)
      const plain = await typeAtTerminal(line, [], { NO_COLOR: '1' })
      assert.ok(!plain.text.includes(`${escape}[32m`))
      const piped = await at.type(words`card show --card ${card}`)
      assert.ok(!piped.text.includes(escape))
    })
  })
})

function assertOneObject(stdout: string): Readonly<Record<string, unknown>> {
  assert.match(stdout, /^\{.*\}\n$/)
  const value: unknown = JSON.parse(stdout)
  assert.ok(typeof value === 'object' && value !== null)
  return { ...value }
}
