/**
 * The words of a command line written as a template: white space in the text separates words, a
 * value never does.
 *
 *     words`x509 -new -subj ${subject} -days ${days}`
 */
export function words(
  strings: TemplateStringsArray,
  ...values: readonly (string | number)[]
): readonly string[] {
  const found: string[] = []
  let word: string | undefined
  for (const [index, text] of strings.entries()) {
    for (const [piece, characters] of text.split(/\s+/).entries()) {
      if (piece > 0 && word !== undefined) {
        found.push(word)
        word = undefined
      }
      if (characters !== '') word = `${word ?? ''}${characters}`
    }
    const value = values[index]
    if (value !== undefined) word = `${word ?? ''}${value}`
  }
  return word === undefined ? found : [...found, word]
}
