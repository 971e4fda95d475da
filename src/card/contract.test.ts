import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex } from '#kernel/bytes.ts'
import { JPKI_EF } from '#codec/jpki-card/files.ts'
import { setPin } from '#codec/jpki-card/issuer-commands.ts'
import { parseTokenInfo } from '#codec/jpki-card/token-info.ts'
import { issuedRigCard, RIG, type RigCard, SELECT, verifyHex } from '../../test/support/card-rig.ts'
import { CARD_PROFILES, type CardVariant } from './contract.ts'

async function labelOf(rig: RigCard): Promise<string> {
  const answer = fromHex((await rig.send('00b0860000')).slice(0, -4)) ?? new Uint8Array(0)
  const parsed = parseTokenInfo(answer)
  assert.ok(parsed.ok)
  return parsed.value.label
}

for (const [variant, label, authCertificate] of [
  ['plastic', 'JPKIAPICCTOKEN2', '9000'],
  ['android', 'JPKIAPGPSETOKEN', '6982'],
  ['iphone', 'JPKIAPIOSTOKEN', '9000'],
] as const satisfies readonly (readonly [CardVariant, string, string])[])
  test(`${variant}: label, and who reads the authentication certificate`, async () => {
    const rig = await issuedRigCard(CARD_PROFILES[variant])
    await rig.sendAll(SELECT.jpki)
    assert.equal(await labelOf(rig), label)
    assert.equal((await rig.send('00b08a0004')).slice(-4), authCertificate)
    await rig.sendAll(verifyHex(RIG.authPin, '98'), '00b08a0004')
  })

test('pinless: no signing files, blocked references, the key for an authorised terminal alone', async () => {
  const rig = await issuedRigCard(CARD_PROFILES.pinless)
  await rig.sendAll(SELECT.jpki)
  for (const [command, answer] of [
    ['00a4020c020001', '6a82'],
    ['00a4020c02001a', '6a82'],
    ['00200098', '63c0'],
    ['0020009b', '63c0'],
    [verifyHex(RIG.authPin, '98'), '6984'],
    ['00b0880000', '008f009000'],
    ['802a009702303100', '6982'],
  ] as const)
    assert.equal(await rig.send(command), answer, command)
  assert.equal((await rig.send('00b08a0004')).slice(-4), '9000')
  await rig.issuer()
  assert.equal((await rig.send('802a009702303100')).slice(-4), '9000')
})

test('a terminal session signs nothing that needs a PIN', async () => {
  const rig = await issuedRigCard()
  await rig.issuer()
  assert.equal(await rig.send('802a009702303100'), '6982')
  assert.equal(await rig.send('00b0810004'), '6982')
})

test('a card without a slot takes nothing for it', async () => {
  const rig = await issuedRigCard(CARD_PROFILES.pinless)
  const dialogue = await rig.issuer()
  const refused = await dialogue.perform(setPin(JPKI_EF.unknown001C, new Uint8Array(4)))
  assert.deepEqual(!refused.ok && refused.detail, { statusWord: '6981' })
})
