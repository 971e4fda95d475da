/** The PEM blocks of a case of a suite, by label; what stands around them is explanation. */
export function labelledBlocks(text: string): ReadonlyMap<string, Uint8Array> {
  const blocks = text.matchAll(/-----BEGIN ([^-]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g)
  return new Map(
    Array.from(blocks, ([, label = '', base64 = '']) => [
      label,
      new Uint8Array(Buffer.from(base64, 'base64')),
    ]),
  )
}
