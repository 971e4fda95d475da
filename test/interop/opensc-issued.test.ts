import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { listAt, Prompt, textAt } from '../journeys/prompt.ts'
import { runTool } from '../support/run-tool.ts'
import { words } from '../support/words.ts'
import { startVirtualReader } from './pcscd.ts'

/**
 * Unmodified OpenSC on a card that our own authorities issued at our own counter, put into the
 * reader by `shomei card serve`.
 */

const MODULE = '--module=opensc-pkcs11.so'
const SIGNERS = [
  { kind: 'user-authentication', slot: 0, id: '01', pin: '1234', token: 'User Authentication PIN' },
  { kind: 'signature', slot: 1, id: '02', pin: 'ABC123', token: 'Digital Signature PIN' },
] as const

suite('OpenSC on a card of our authorities', { timeout: 300_000 }, async () => {
  const at = await Prompt.beside()
  at.file('pin', '1234\n')
  at.file('password', 'ABC123\n')
  const letter = at.file('letter.txt', '住民票の写しを請求します。\n')
  const issued = await at.done(
    words`counter issue --resident R0000000002 --pin-file pin --password-file password`,
  )
  const card = textAt(issued, 'card')
  const read = await at.done(
    words`card certificates --card ${card} --signature --pin-file password --out card`,
  )
  const { statusUrl, folder: dataFolder } = at.sandbox
  for (const { kind } of SIGNERS) {
    await at.judged('curl', words`-sf -o ${kind}-ca.cer ${statusUrl}/authority/${kind}/1.cer`)
    await at.judged('openssl', words`x509 -inform DER -in ${kind}-ca.cer -out ${kind}-ca.pem`)
  }
  const reader = await startVirtualReader([{ path: card, dataFolder }])
  after(() => reader.stop())

  test('the reader shows a JPKI card', async () => {
    const { status, text } = await reader.run('opensc-tool', ['-n'])
    assert.equal(status, 0, text)
    assert.match(text, /^jpki$/im)
  })

  for (const [id, slot, open] of [
    ['01', 'user-authentication', []],
    ['02', 'signature', words`--verify-pin --auth-id 02 --pin ABC123`],
    ['03', 'user-authentication-ca', []],
    ['04', 'signature-ca', []],
  ] as const) {
    test(`certificate ${id} is ours, octet for octet`, async () => {
      const pem = await reader.run('pkcs15-tool', ['--read-certificate', id, ...open])
      assert.equal(pem.status, 0, pem.text)
      const der = await runTool('openssl', words`x509 -outform DER`, { input: pem.stdout })
      const ours = await runTool(
        'openssl',
        words`x509 -outform DER -in ${at.path(`card/${slot}.pem`)}`,
      )
      assert.deepEqual(der.stdout, ours.stdout)
      if (slot.endsWith('-ca')) assert.deepEqual(der.stdout, at.read(`${slot}.cer`))
    })
  }

  test('the card in the reader is nobody else’s meanwhile', async () => {
    await at.refused(words`card show --card ${card}`, 'card-file-in-use')
  })

  for (const { kind, slot, id, pin } of SIGNERS) {
    test(`pkcs11-tool signs with the ${kind} key; OpenSSL trusts it under our authority`, async () => {
      const signature = at.path(`${kind}.sig`)
      const signed = await reader.run(
        'pkcs11-tool',
        words`${MODULE} --slot-index ${slot} --login --pin ${pin} --sign --id ${id} -m SHA256-RSA-PKCS
          --input-file ${letter} --output-file ${signature}`,
      )
      assert.equal(signed.status, 0, signed.text)
      const holder = `card/${kind}.pem`
      await at.judged('openssl', words`verify -x509_strict -CAfile ${kind}-ca.pem ${holder}`)
      await at.judged('openssl', words`x509 -in ${holder} -noout -pubkey -out ${kind}.pub`)
      const verify = words`dgst -sha256 -verify ${kind}.pub -signature ${signature} ${letter}`
      assert.match(await at.judged('openssl', verify), /^Verified OK$/m)
    })
  }

  for (const [form, options, waived] of [
    ['CAdES-BES', ['-cades'], []],
    ['plain CMS', [], ['signer.signing-certificate']],
  ] as const) {
    test(`openssl cms signs through the card, ${form}: verify accepts it`, async () => {
      const signer = SIGNERS[1]
      const token = encodeURIComponent(`JPKI (${signer.token})`)
      const uri = `pkcs11:token=${token};id=%${signer.id};type=private;pin-value=${signer.pin}`
      const cms = at.path('letter.p7s')
      const signed = await runTool(
        'openssl',
        words`cms -sign -binary -in ${letter} -outform DER -out ${cms} -md sha256
          -signer ${at.path('card/signature.pem')} -engine pkcs11 -keyform engine -inkey ${uri}`.concat(
          options,
        ),
        { env: { ...reader.envWithPinCached, PKCS11_MODULE_PATH: 'opensc-pkcs11.so' } },
      )
      assert.equal(signed.status, 0, signed.text)
      const report = await at.done(words`verify ${cms} --content ${letter}`)
      const checks = listAt(report, 'checks')
      const others = checks.filter((check) => textAt(check, 'outcome') !== 'passed')
      assert.deepEqual(
        others.map((check) => [textAt(check, 'id'), textAt(check, 'outcome')]),
        waived.map((id) => [id, 'waived']),
      )
      assert.equal(report['verdict'], 'valid')
    })
  }

  test('what was read from the card is what the counter issued', () => {
    const serials = (json: object): ReadonlySet<string> =>
      new Set(
        listAt(json, 'certificates').flatMap((one) =>
          textAt(one, 'slot').endsWith('-ca') ? [] : [textAt(one, 'serialHex')],
        ),
      )
    const given = listAt(issued, 'certificates').map((one) => textAt(one, 'serialHex'))
    assert.deepEqual(serials(read), new Set(given))
  })
})
