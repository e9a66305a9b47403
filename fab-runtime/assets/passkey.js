// <fab-passkey>: asks the browser for a passkey, and sends the form inside it with the answer. Without scripts there
// are no passkeys: the page says so, and offers the other ways.

const SENTENCES = {
  InvalidStateError: 'This device has a passkey for your account already.',
  NotAllowedError: 'Nothing was sent: it was cancelled, or took too long. Try again.',
  NotSupportedError: 'This device cannot make a passkey for this site.',
  SecurityError: 'Passkeys do not work at this address of the site.',
};
// A challenge lives five minutes.
const FRESH = 4 * 60 * 1000;

class FabPasskey extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector('form');
    const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON;
    if (!this.form || !able) return;
    for (const part of this.querySelectorAll('[data-with]')) part.hidden = false;
    for (const part of this.querySelectorAll('[data-without]')) part.hidden = true;
    this.listen = (event) => {
      if (this.form.elements.credential.value) return;
      event.preventDefault();
      this.ask();
    };
    this.form.addEventListener('submit', this.listen);
    // A page that is shown again from memory must not send an old answer.
    this.form.elements.credential.value = '';
    if ('autofill' in this.dataset) this.wait();
  }
  disconnectedCallback() {
    this.form?.removeEventListener('submit', this.listen);
    clearTimeout(this.again);
    this.asked?.abort();
  }
  // Passkeys among the names that the browser offers to fill in.
  async wait() {
    clearTimeout(this.again);
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    this.again = setTimeout(() => document.hidden || this.wait(), FRESH);
    this.ask('conditional');
  }
  async ask(mediation) {
    this.asked?.abort();
    const { signal } = (this.asked = new AbortController());
    if (!mediation) this.say('Your browser asks for the passkey now.');
    try {
      this.form.elements.credential.value = JSON.stringify(await this.credential(signal, mediation));
      this.form.requestSubmit();
    } catch (error) {
      if (signal.aborted || mediation) return;
      this.say(SENTENCES[error.name] ?? error.message, true);
      if ('autofill' in this.dataset) this.wait();
    }
  }
  async credential(signal, mediation) {
    const body = new URLSearchParams(new FormData(this.form));
    const headers = { Accept: 'application/json', 'X-CSRF-Token': body.get('_csrf') };
    const answer = await fetch(this.dataset.options, { method: 'POST', headers, body, signal });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.message ?? said.error);
    if ('create' in this.dataset) {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(said);
      return navigator.credentials.create({ publicKey, signal });
    }
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(said);
    return navigator.credentials.get({ publicKey, signal, mediation });
  }
  say(text, wrong = false) {
    const status = this.querySelector('[data-status]');
    status.textContent = text;
    status.hidden = !text;
    status.classList.toggle('fab-passkey-wrong', wrong);
  }
}

customElements.define('fab-passkey', FabPasskey);
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
