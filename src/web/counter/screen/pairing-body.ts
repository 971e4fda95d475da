import { html } from 'hono/html'
import { sign } from './screen-sign.ts'
import type { ScreenBody } from './screen-frame.ts'
import type { Speech } from './speech.ts'

/** Why the code has to be typed (again). */
export type PairingNote = 'first' | 'codeForm' | 'codeRefused' | 'pairingEnded'

/** The code that joins this browser to a desk. It is not written back into the page. */
export function pairingBody({ say, plain }: Speech, base: string, note: PairingNote): ScreenBody {
  const isError = note === 'codeForm' || note === 'codeRefused'
  const title = plain('pairTitle')
  return {
    title: isError ? `${plain('errorWord')}: ${title}` : title,
    key: 'pairing',
    follows: 'no',
    main: html`${note === 'pairingEnded' ? html`<p class="note">${say(note)}</p>` : sign('join')}
      <h1 tabindex="-1">${say('pairTitle')}</h1>
      <p class="lead">${say('pairLead')}</p>
      <form class="pairing" method="post" action="${base}/pair" autocomplete="off">
        <div class="field">
          <label for="code">${say('codeLabel')}</label>
          ${isError ? html`<p class="error" id="code-error">${errorText(plain, note)}</p>` : ''}
          <input
            id="code"
            name="code"
            class="code"
            inputmode="numeric"
            autocomplete="off"
            required
            aria-invalid="${isError ? 'true' : 'false'}"
            ${isError ? html`aria-describedby="code-error" autofocus` : ''}
          />
        </div>
        <p class="actions"><button type="submit">${say('connect')}</button></p>
      </form>`,
  }
}

function errorText(plain: Speech['plain'], note: 'codeForm' | 'codeRefused'): string {
  return `${plain('errorWord')}: ${plain(note)}`
}
