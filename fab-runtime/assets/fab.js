// What pages do faster with scripts. Every one of these works without them: by a link, a form or a search page.

// <fab-autocomplete>: type-ahead around the control that holds the key. A combobox with a list, as the ARIA
// Authoring Practices describe it; the control itself stays and is what the form sends.
class FabAutocomplete extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    const key = (this.key = this.querySelector('input'));
    if (!key) return;
    const input = (this.input = key.cloneNode());
    const id = key.id;
    key.type = 'hidden';
    key.removeAttribute('id');
    key.required = false;
    input.removeAttribute('name');
    input.value = this.dataset.title || key.value;
    input.placeholder = 'Type to search';
    input.classList.remove('fab-code');
    this.list = document.createElement('ul');
    this.list.className = 'fab-options';
    this.list.id = id + '-list';
    this.list.hidden = true;
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', 'Matches');
    this.status = document.createElement('div');
    this.status.className = 'visually-hidden';
    this.status.setAttribute('role', 'status');
    for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'],
      ['aria-controls', this.list.id]]) input.setAttribute(name, value);
    key.after(input);
    this.append(this.list, this.status);
    this.chosen = input.value;
    input.addEventListener('input', () => {
      if (input.value.trim() === '') this.key.value = this.chosen = '';
      this.later();
    });
    input.addEventListener('keydown', (event) => this.press(event));
    input.addEventListener('click', () => this.list.hidden && this.search());
    input.addEventListener('blur', () => this.leave());
    this.list.addEventListener('mousedown', (event) => {
      event.preventDefault();
      const option = event.target.closest('[data-key]');
      if (option) this.choose(option);
    });
    this.classList.add('fab-ready');
  }
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), 150);
  }
  async search() {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    const text = this.input.value === this.chosen ? '' : this.input.value;
    try {
      const answer = await fetch(this.dataset.search + '?q=' + encodeURIComponent(text), { signal: asked.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      this.show((await answer.json()).rows);
    } catch (error) {
      if (error.name !== 'AbortError') this.show([], 'The search does not answer');
    }
  }
  show(rows, message = 'Nothing found') {
    if (document.activeElement !== this.input) return;
    this.list.replaceChildren(...rows.map((row, place) => {
      const option = document.createElement('li');
      option.id = this.list.id + place;
      option.dataset.key = row.key;
      option.dataset.title = row.title;
      option.setAttribute('role', 'option');
      option.append(row.title);
      return option;
    }));
    if (!rows.length) {
      const none = document.createElement('li');
      none.className = 'fab-none';
      none.setAttribute('role', 'option');
      none.setAttribute('aria-disabled', 'true');
      none.append(message);
      this.list.append(none);
    }
    this.status.textContent = rows.length ? rows.length + ' found' : message;
    this.open(true);
  }
  open(open) {
    this.list.hidden = !open;
    this.input.setAttribute('aria-expanded', open);
    if (!open) this.input.removeAttribute('aria-activedescendant');
  }
  press(event) {
    const options = [...this.list.querySelectorAll('[data-key]')];
    const now = options.findIndex((option) => option.ariaSelected === 'true');
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (this.list.hidden) return this.search();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const next = options[(now + step + options.length) % options.length] ?? options[0];
      for (const option of options) option.ariaSelected = option === next;
      if (next) {
        this.input.setAttribute('aria-activedescendant', next.id);
        next.scrollIntoView({ block: 'nearest' });
      }
    } else if (event.key === 'Enter' && this.input.value !== this.chosen && this.input.value.trim()) {
      // What is typed and not chosen is never sent in silence.
      event.preventDefault();
      const option = options[now] ?? (options.length === 1 ? options[0] : null);
      if (!this.list.hidden && option) this.choose(option);
      else this.search();
    } else if (event.key === 'Enter' && !this.list.hidden && now >= 0) {
      event.preventDefault();
      this.choose(options[now]);
    } else if (event.key === 'Escape' && !this.list.hidden) {
      event.preventDefault();
      this.open(false);
    }
  }
  choose(option) {
    this.key.value = option.dataset.key;
    this.input.value = this.chosen = option.dataset.title;
    this.key.dispatchEvent(new Event('change', { bubbles: true }));
    this.open(false);
  }
  leave() {
    clearTimeout(this.timer);
    this.asked?.abort();
    if (this.input.value !== this.chosen) this.input.value = this.chosen;
    this.open(false);
  }
}

// <fab-dirty>: asks before a form with unsaved changes is left.
class FabDirty extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector('form');
    if (!form || this.ask) return;
    let dirty = !!document.getElementById('errors');
    this.ask = (event) => dirty && event.preventDefault();
    form.addEventListener('input', () => (dirty = true));
    form.addEventListener('change', () => (dirty = true));
    form.addEventListener('submit', () => (dirty = false));
    addEventListener('beforeunload', this.ask);
  }
  disconnectedCallback() {
    removeEventListener('beforeunload', this.ask);
    this.ask = null;
  }
}

// <fab-theme>: changes the colours at once, and tells the server.
class FabTheme extends HTMLElement {
  connectedCallback() {
    this.querySelector('form')?.addEventListener('submit', (event) => {
      const button = event.submitter;
      if (!button) return;
      event.preventDefault();
      const data = new URLSearchParams(new FormData(event.target, button));
      fetch(event.target.action, { method: 'POST', body: data, redirect: 'manual' });
      document.documentElement.dataset.bsTheme = button.value;
      for (const other of this.querySelectorAll('button')) other.ariaPressed = other === button;
    });
  }
}

// <fab-tick-all>: ticks every row of the page.
class FabTickAll extends HTMLElement {
  connectedCallback() {
    const table = this.closest('table');
    if (!table || this.firstChild) return;
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.className = 'form-check-input';
    box.ariaLabel = 'Tick every row on this page';
    box.autocomplete = 'off';
    const rows = () => [...table.querySelectorAll('tbody [name="key"]')];
    box.addEventListener('change', () => rows().forEach((row) => (row.checked = box.checked)));
    table.addEventListener('change', () => {
      const ticked = rows().filter((row) => row.checked).length;
      box.checked = ticked === rows().length;
      box.indeterminate = ticked > 0 && !box.checked;
    });
    this.append(box);
  }
}

customElements.define('fab-autocomplete', FabAutocomplete);
customElements.define('fab-dirty', FabDirty);
customElements.define('fab-theme', FabTheme);
customElements.define('fab-tick-all', FabTickAll);

// Shift and click: order by this column too.
addEventListener('click', (event) => {
  const link = event.shiftKey && event.target.closest?.('a[data-also]');
  if (link) {
    event.preventDefault();
    location.assign(link.dataset.also);
  }
});

// Forms that ask for rows leave empty controls out of the address.
addEventListener('submit', (event) => {
  if (!event.target.matches('[data-lean]')) return;
  for (const control of event.target.elements) if (control.name && !control.value) control.disabled = true;
});
addEventListener('pageshow', () => {
  for (const control of document.querySelectorAll('[data-lean] :disabled')) control.disabled = false;
});
