import assert from 'node:assert/strict'
import { copyFileSync, readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { words } from '../support/words.ts'
import { type Answer, listAt, Prompt, textAt, valueAt } from './prompt.ts'

/** What goes wrong at the prompt is refused by name, exit 1, with what to do next. */

const START = '2026-12-01T09:00:00+09:00'

suite('bad input', { timeout: 300_000 }, async () => {
  const at = await Prompt.here('--clock', START)
  at.file('pin', '1234\n')
  at.file('password', 'ABC123\n')
  at.file('letter.txt', '届出書\n')
  const resident = 'R0000000008'
  const pins = words`--pin-file pin --password-file password`
  const issued = await at.done([...words`counter issue --resident ${resident}`, ...pins])
  const card = textAt(issued, 'card')
  await at.done(words`card certificates --card ${card} --signature --pin-file password --out card`)
  const sign = words`sign letter.txt --card ${card} --pin-file password`
  await at.done([...sign, '--out', 'detached.p7s'])
  await at.done([...sign, '--attached', '--out', 'attached.p7s'])
  const detached = words`verify detached.p7s --content letter.txt`
  await at.done(detached)

  suite('PINs', () => {
    for (const [command, option, entered, refusal] of [
      [words`login --card ${card}`, 'pin-file', '12a4', 'pin-form-user-authentication'],
      [words`login --card ${card}`, 'pin-file', '123', 'pin-form-user-authentication'],
      [words`sign letter.txt --card ${card}`, 'pin-file', 'ABC12', 'pin-form-signature'],
      [words`sign letter.txt --card ${card}`, 'pin-file', '暗証番号六字', 'pin-form-signature'],
      [
        words`counter issue --resident R0000000009 --pin-file pin`,
        'password-file',
        'ABC-123',
        'pin-form-signature',
      ],
    ] as const) {
      test(`${command[0]} with ${entered}: a wrong form, and no try is lost`, async () => {
        at.file('wrong', `${entered}\n`)
        const json = await at.refused([...command, `--${option}`, 'wrong'], refusal)
        assert.ok(!JSON.stringify(json).includes(entered))
        assert.deepEqual(await triesLeft(card), { 'user-authentication': 3, signature: 5 })
      })
    }

    test('the third miss blocks authentication, and the right PIN comes too late', async () => {
      const other = await issueTo('R0000000009')
      at.file('wrong', '9999\n')
      const login = words`login --card ${other} --pin-file`
      for (const left of [2, 1]) {
        const missed = await at.refused([...login, 'wrong'], 'pin-wrong')
        assert.deepEqual(missed['detail'], { pin: 'user-authentication', triesLeft: left })
      }
      await at.refused([...login, 'wrong'], 'pin-blocked')
      await at.refused([...login, 'pin'], 'pin-blocked')
      assert.equal(valueAt(await triesLeft(other), 'user-authentication'), 0)
    })

    test('the fifth miss blocks signatures', async () => {
      const other = await issueTo('R0000000006')
      at.file('wrong', 'ZZZ999\n')
      const line = words`sign letter.txt --card ${other} --pin-file`
      for (const left of [4, 3, 2, 1]) {
        const missed = await at.refused([...line, 'wrong'], 'pin-wrong')
        assert.equal(valueAt(missed, 'detail', 'triesLeft'), left)
      }
      await at.refused([...line, 'wrong'], 'pin-blocked')
      await at.refused([...line, 'password'], 'pin-blocked')
    })
  })

  suite('people', () => {
    for (const line of [
      words`counter issue --resident R9999999999 --pin-file pin --password-file password`,
      words`counter revoke --resident R9999999999 --ground holder-request`,
      words`resident show nobody`,
      words`resident event R9999999999 --kind died --on 2026-12-01`,
      words`law explain --resident R9999999999`,
    ]) {
      test(`${line.slice(0, 2).join(' ')}: an unknown resident`, async () => {
        await at.refused(line, 'resident-unknown')
      })
    }

    test('under fifteen there is no signature certificate, and the other one is still to be had', async () => {
      const child = words`counter issue --resident R0000000003`
      await at.refused([...child, ...pins], 'under-15')
      const explained = await at.done(words`law explain --resident R0000000003 --kind signature`)
      assert.equal(textAt(explained, 'certificates', 0, 'refusal'), 'under-15')
      await at.done([...child, ...words`--kind user-authentication --pin-file pin`])
    })

    test('a second card while one is live', async () => {
      const again = words`counter issue --resident ${resident}`
      await at.refused([...again, ...pins], 'second-card-while-one-is-live')
    })

    test('certificates that are live already, and renewal before its window', async () => {
      const same = words`counter issue --resident ${resident} --card ${card}`
      await at.refused([...same, ...pins], 'certificate-live-already')
      const renew = words`counter renew --resident ${resident} --card ${card}`
      await at.refused([...renew, ...pins], 'not-in-renewal-window')
    })

    test('somebody else’s card', async () => {
      const line = words`counter renew --resident R0000000002 --card ${card}`
      await at.refused([...line, ...pins], 'card-of-another-resident')
    })

    test('an event that cannot have happened', async () => {
      const line = words`resident event ${resident} --kind moved --municipality 99999 --address x`
      await at.refused([...line, '--on', '2026-12-01'], 'event-impossible')
      await at.refused([...line, '--on', 'yesterday'], 'event-impossible')
    })
  })

  suite('signed documents', () => {
    const cut = (name: string, octets: number): string =>
      at.file(`cut-${name}`, at.read(name).subarray(0, octets))

    test('another document beside the signature', async () => {
      at.file('other.txt', '別の届出書\n')
      const line = words`verify detached.p7s --content other.txt`
      await refusedAt(line, 'content-digest-wrong', 'signer.content-digest')
    })

    test('a changed document inside the signature, and none of it is handed over', async () => {
      const octets = at.read('attached.p7s')
      octets.set(Buffer.from('X'), octets.indexOf(Buffer.from('届出書')) + 9)
      at.file('tampered.p7s', octets)
      const line = words`verify tampered.p7s --out taken.txt`
      const report = await refusedAt(line, 'content-digest-wrong', 'signer.content-digest')
      assert.equal(report['contentBytes'], undefined)
      assert.throws(() => at.read('taken.txt'), /ENOENT/)
    })

    test('a changed signature', async () => {
      const octets = at.read('detached.p7s')
      const last = octets.length - 1
      octets[last] = (octets[last] ?? 0) ^ 1
      at.file('tampered.p7s', octets)
      const line = words`verify tampered.p7s --content letter.txt`
      await refusedAt(line, 'signature-wrong', 'signer.signature')
    })

    test('the document is missing, or is there twice', async () => {
      await refusedAt(words`verify detached.p7s`, 'content-missing', 'cms.content')
      const twice = words`verify attached.p7s --content letter.txt`
      await refusedAt(twice, 'content-unexpected', 'cms.content')
    })

    for (const octets of [0, 1, 100, 2000]) {
      test(`DER cut after ${octets} octets`, async () => {
        const file = cut('detached.p7s', octets)
        await refusedAt(words`verify ${file} --content letter.txt`, 'cms-malformed', 'cms.form')
      })
    }

    test('a certificate is no signed document', async () => {
      await at.judged('openssl', words`x509 -in card/signature.pem -outform DER -out holder.cer`)
      await refusedAt(words`verify holder.cer`, 'cms-malformed', 'cms.form')
    })

    test('a certificate that is cut', async () => {
      const line = words`ocsp --kind signature --certificate ${cut('holder.cer', 200)}`
      const { status, json, text } = await at.ask(line)
      assert.equal(status, 1, text)
      assert.match(String(json['refusal']), /^der-/)
    })

    test('a certificate of the other kind', async () => {
      const line = words`ocsp --kind signature --certificate card/user-authentication.pem`
      await refusedAt(line, 'kind-wrong', 'certificate.kind')
    })
  })

  suite('authorities', () => {
    const subject =
      '/C=JP/O=Shomei Sandbox/OU=Shomei Sandbox for digital signature/OU=Synthetic Authority of the Shomei Sandbox'
    let policy = ''

    test('of two authorities with one name, the key decides', async () => {
      policy = /Policy: ([\d.]+)/.exec(await certificateText('card/signature.pem'))?.[1] ?? ''
      await makeAuthority('impostor', subject)
      const names = await Promise.all(
        ['impostor.pem', 'card/signature-ca.pem'].map((file) =>
          at.judged('openssl', words`x509 -noout -subject -in ${file}`),
        ),
      )
      assert.equal(names[0], names[1])
      const pems = [at.read('impostor.pem'), at.read('card/signature-ca.pem')]
      at.file('both.pem', Buffer.concat(pems))
      const trust = words`--policy ${policy} --no-status --at ${START} --anchors`
      const later = words`--policy ${policy} --no-status --at 2026-12-01T12:00:00+09:00 --anchors`
      await at.done([...detached, ...later, 'both.pem'])
      await refusedAt(
        [...detached, ...later, 'impostor.pem'],
        'issuer-unknown',
        'issuer.key-identifier',
      )
      await refusedAt([...detached, ...trust, 'both.pem'], 'not-yet-valid', 'validity.not-before')
    })

    test('a critical extension that nobody understands', async () => {
      const own = '1.3.6.1.4.1.99999.7'
      at.file(
        'strange.cnf',
        [
          'keyUsage=critical,digitalSignature,nonRepudiation',
          `certificatePolicies=${own}`,
          'authorityKeyIdentifier=keyid',
          '1.3.6.1.4.1.99999.8=critical,ASN1:NULL',
        ].join('\n'),
      )
      const request = words`req -newkey rsa:2048 -nodes -subj /CN=strange -keyout strange.key
        -out strange.req`
      await at.judged('openssl', request)
      const issue = words`x509 -req -in strange.req -CA impostor.pem -CAkey impostor.key -days 30
        -extfile strange.cnf -out strange.pem`
      await at.judged('openssl', issue)
      const cms = words`cms -sign -cades -binary -in letter.txt -signer strange.pem
        -inkey strange.key -outform DER -out strange.p7s`
      await at.judged('openssl', cms)
      const line = words`verify strange.p7s --content letter.txt --anchors impostor.pem
        --policy ${own} --no-status`
      await refusedAt(line, 'critical-extension-unknown', 'extensions.critical')
    })

    async function makeAuthority(name: string, subjectName: string): Promise<void> {
      const made = words`req -x509 -utf8 -newkey rsa:2048 -nodes -days 3650 -keyout ${name}.key
        -out ${name}.pem -addext keyUsage=critical,keyCertSign,cRLSign`
      await at.judged('openssl', [...made, '-subj', subjectName])
    }

    async function certificateText(file: string): Promise<string> {
      return await at.judged('openssl', words`x509 -noout -text -in ${file}`)
    }
  })

  suite('card files', () => {
    const show = (file: string): readonly string[] => words`card show --card ${file}`

    test('there is none', async () => {
      await at.refused(show('nowhere.card'), 'card-file-missing')
    })

    for (const [name, spoil, refusal] of [
      ['empty', (octets: Buffer) => octets.subarray(0, 0), 'card-file-not-a-card'],
      [
        'half-written',
        (octets: Buffer) => octets.subarray(0, octets.length / 2),
        'card-file-truncated',
      ],
      [
        'a text',
        () => Buffer.from('これはカードではありません。'.repeat(50)),
        'card-file-not-a-card',
      ],
      ['damaged', (octets: Buffer) => flipped(octets, octets.length / 2), 'card-file-damaged'],
      [
        'longer than it was',
        (octets: Buffer) => Buffer.concat([octets, octets]),
        'card-file-damaged',
      ],
    ] as const) {
      test(`a file that is ${name}`, async () => {
        const file = at.file('spoilt.card', spoil(readFileSync(card)))
        await at.refused(show(file), refusal)
      })
    }

    test('an old copy put back is found out by the issuer', async () => {
      const file = await issueTo('R0000000010')
      copyFileSync(file, at.path('copy.card'))
      const reset = words`counter reset-pin --resident R0000000010 --card ${file}
        --kind user-authentication --identity photo-document --pin-file pin`
      await at.done(reset)
      copyFileSync(at.path('copy.card'), file)
      await at.refused(reset, 'card-restored-from-old-copy')
    })
  })

  suite('certificates that are over', () => {
    test('revoked', async () => {
      const other = await issueTo('R0000000002')
      await at.done(words`counter revoke --resident R0000000002 --ground key-compromise-reported`)
      await at.refused(words`login --card ${other} --pin-file pin`, 'revoked')
      const again = words`counter revoke --resident R0000000002 --ground holder-request`
      await at.refused(again, 'nothing-to-revoke')
    })

    for (const [moment, refusal, check] of [
      ['2026-12-01T08:00:00+09:00', 'not-yet-valid', 'validity.not-before'],
      ['2032-01-01T00:00:00+09:00', 'expired', 'validity.not-after'],
      ['2038-01-01T00:00:00+09:00', 'expired', 'validity.not-after'],
    ] as const) {
      test(`at ${moment}: ${refusal}`, async () => {
        await at.done(words`clock set ${moment}`)
        await refusedAt(detached, refusal, check)
        await at.refused(words`login --card ${card} --pin-file pin`, refusal)
        const ask = words`ocsp --card ${card}`
        await refusedAt(ask, refusal, check)
      })
    }
  })

  async function issueTo(id: string): Promise<string> {
    const given = await at.done([...words`counter issue --resident ${id}`, ...pins])
    return textAt(given, 'card')
  }

  async function triesLeft(file: string): Promise<unknown> {
    return (await at.done(words`card show --card ${file}`))['triesLeft']
  }

  /** A verification that is refused with `refusal`, and the report names the check that failed. */
  async function refusedAt(
    line: readonly string[],
    refusal: string,
    check: string,
  ): Promise<Answer['json']> {
    const report = await at.refused(line, refusal)
    const failed = listAt(report, 'checks').filter((one) => valueAt(one, 'outcome') === 'failed')
    assert.equal(textAt(failed, 0, 'id'), check)
    assert.equal(report['verdict'], 'invalid')
    return report
  }
})

function flipped(octets: Buffer, index: number): Buffer {
  const copy = Buffer.from(octets)
  const place = Math.floor(index)
  copy[place] = (copy[place] ?? 0) ^ 1
  return copy
}
