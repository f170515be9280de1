/**
 * Filters a long list in place: hides what does not match, says how many are left, keeps its state in the address.
 *
 *   <form class="filter" data-filter-for="facts" data-count="{n} of {total} facts" hidden
 *         data-none="Nothing matches. Take a filter away." data-bad-link="The link asks for {reason}, which is not here.">
 *     <label>Search <input type="search" data-filter="text"></label>
 *     <label>Grade <select data-filter="grade"><option value="">any</option><option value="low">low</option></select></label>
 *     <label><input type="checkbox" data-filter="topic" value="iron"> iron</label>      several of one name: any of them
 *     <button type="reset">Clear</button>
 *   </form>
 *   <ol id="facts"> <li id="x" data-grade="low" data-topic="iron;dopamine" data-words="more words to find it by">…</li> … </ol>
 *
 * - The form stands `hidden` in the page and appears with the script: without script all items are there.
 * - Items are the children of the list. If they are deeper (a table, groups with headings), each carries `data-filter-item`, and
 *   an element with `data-filter-group` disappears when all items in it do.
 * - `data-filter="text"` looks in an item's text and in `data-words`: all words typed must begin a word there, in any order, without
 *   regard to case, accents and punctuation. Any other name compares with `data-<name>`; values of an item are separated by ";".
 * - Some hundred items: give the list the class `long-list`; what is out of sight is then not laid out (and nothing, such as a note
 *   that opens in place, may reach beyond its item).
 * - Address: `?facts-text=iron&facts-grade=low`. A link to an item that is filtered out takes the filters away first.
 * - The count is written at once into `[data-filter-count]` (made if the form has none) and spoken when typing rests.
 */

/** What is asked for: words of the search, and for each other name the values of which one must be there. */
export interface Wanted { words: string[]; values: Map<string, Set<string>> }

export interface Haystack { text: string; values: (name: string) => string[] }

/** Text as words in small letters between single spaces, with a space at both ends: " a b ". */
export function plain(text: string): string {
  return ` ${text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
}

export function wordsOf(search: string): string[] {
  return plain(search).split(' ').filter(Boolean);
}

/** Whether an item has all words and, for each name, one of the values. */
export function matches(item: Haystack, wanted: Wanted): boolean {
  for (const word of wanted.words) if (!item.text.includes(` ${word}`)) return false;
  for (const [name, any] of wanted.values) if (!item.values(name).some(v => any.has(v))) return false;
  return true;
}

type Field = HTMLInputElement | HTMLSelectElement;

const isTick = (field: Field): field is HTMLInputElement => field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio');
const fill = (text: string, values: Record<string, string | number>) => text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));

/** Brings one form to life. Throws if its list is missing. */
export function startFilter(form: HTMLFormElement): void {
  const id = form.dataset['filterFor'] ?? '', list = document.getElementById(id);
  if (!list) throw new Error(`filter: no list '${id}'`);
  const marked = [...list.querySelectorAll<HTMLElement>('[data-filter-item]')];
  const items = marked.length ? marked : ([...list.children] as HTMLElement[]);
  const groups = [...list.querySelectorAll<HTMLElement>('[data-filter-group]')].map(group => ({ group, items: items.filter(i => group.contains(i)) }));
  const fields = [...form.querySelectorAll<Field>('[data-filter]')];
  const nameOf = (field: Field) => field.dataset['filter'] as string;

  // Read once, at first use: reading the text of a long list costs more than looking through it.
  let haystacks: Haystack[] | null = null;
  const read = () => haystacks ??= items.map(item => {
    const values = new Map<string, string[]>();
    return {
      text: plain(`${item.textContent} ${item.dataset['words'] ?? ''}`),
      values: name => {
        let known = values.get(name);
        if (!known) values.set(name, (known = (item.getAttribute(`data-${name}`) ?? '').split(';').map(v => v.trim())));
        return known;
      },
    };
  });

  const count = form.querySelector<HTMLElement>('[data-filter-count]') ?? form.appendChild(Object.assign(document.createElement('p'), { className: 'filter-count' }));
  const spoken = Object.assign(document.createElement('p'), { className: 'filter-spoken' });
  spoken.setAttribute('role', 'status');
  form.append(spoken);
  let speaking = 0, painting = 0;

  const wanted = (): Wanted => {
    const values = new Map<string, Set<string>>();
    let words: string[] = [];
    for (const field of fields) {
      if (!field.value || (isTick(field) && !field.checked)) continue;
      const name = nameOf(field);
      if (name === 'text') words = wordsOf(field.value);
      else values.set(name, (values.get(name) ?? new Set()).add(field.value));
    }
    return { words, values };
  };

  const apply = () => {
    painting = 0;
    const now = wanted(), all = !now.words.length && !now.values.size, texts = all ? null : read();
    let n = 0;
    items.forEach((item, i) => {
      const shown = !texts || matches(texts[i] as Haystack, now);
      if (shown) n++;
      if (item.hidden === shown) item.hidden = !shown;
    });
    for (const { group, items: own } of groups) group.hidden = own.length > 0 && own.every(i => i.hidden);
    const said = `${fill(form.dataset['count'] ?? '{n} / {total}', { n, total: items.length })}${n ? '' : `. ${form.dataset['none'] ?? ''}`}`;
    count.textContent = said;
    clearTimeout(speaking);
    speaking = window.setTimeout(() => { if (spoken.textContent !== said) spoken.textContent = said; save(now); }, 350);
  };
  const soon = () => { painting ||= requestAnimationFrame(apply); };

  const own = (name: string) => `${id}-${name}`;
  const names = [...new Set(fields.map(nameOf))];
  const save = (now: Wanted) => {
    const url = new URL(location.href), before = url.search;
    for (const name of names) url.searchParams.delete(own(name));
    const search = fields.find(f => nameOf(f) === 'text')?.value.trim();
    if (now.words.length && search) url.searchParams.set(own('text'), search);
    for (const [name, values] of now.values) for (const v of values) url.searchParams.append(own(name), v);
    if (url.search === before) return;
    try { history.replaceState(history.state, '', url.href); } catch { /* Some browsers refuse this for a page opened from disk. */ }
  };
  /** What the address asks for and the form cannot do is said, and left out. */
  const load = () => {
    const asked = new URLSearchParams(location.search), strange: string[] = [];
    for (const name of names) {
      for (const value of asked.getAll(own(name))) {
        const takes = fields.filter(f => nameOf(f) === name);
        const tick = takes.find(f => isTick(f) && f.value === value) as HTMLInputElement | undefined;
        const other = takes.find(f => !isTick(f) && (!(f instanceof HTMLSelectElement) || [...f.options].some(o => o.value === value)));
        if (tick) tick.checked = true;
        else if (other instanceof HTMLSelectElement && other.multiple) { const option = [...other.options].find(o => o.value === value); if (option) option.selected = true; }
        else if (other) other.value = value;
        else strange.push(`${name} “${value}”`);
      }
    }
    if (!strange.length) return;
    const note = Object.assign(document.createElement('p'), { className: 'filter-message', textContent: fill(form.dataset['badLink'] ?? '{reason}?', { reason: strange.join(', ') }) });
    note.setAttribute('role', 'alert');
    form.append(note);
  };
  /** A link to an item goes to it, also when the filters hide it. */
  const reveal = () => {
    const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target || !list.contains(target) || !target.closest('[hidden]')) return;
    form.reset();
    apply();
    target.scrollIntoView();
  };

  form.addEventListener('input', soon);
  form.addEventListener('change', soon);
  form.addEventListener('reset', () => { form.querySelector('.filter-message')?.remove(); setTimeout(soon, 0); });
  form.addEventListener('submit', e => { e.preventDefault(); apply(); });
  form.addEventListener('focusin', () => { setTimeout(read, 0); }, { once: true });
  addEventListener('hashchange', reveal);
  load();
  form.hidden = false;
  apply();
  reveal();
}

export function startFilters(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-filter-for]')) {
    try { startFilter(form); } catch (error) { console.error(error); }
  }
}
