/** What the book's pages do beyond figures: color theme, contents on a phone, and facts that open in place. */

function themeButton(): void {
  const button = document.querySelector<HTMLButtonElement>('button.theme');
  if (!button) return;
  const root = document.documentElement, dark = () => root.dataset['theme'] === 'dark' || (!root.dataset['theme'] && matchMedia('(prefers-color-scheme: dark)').matches);
  const label = () => { button.textContent = dark() ? button.dataset['light'] ?? '' : button.dataset['dark'] ?? ''; };
  label();
  button.hidden = false;
  button.addEventListener('click', () => {
    root.dataset['theme'] = dark() ? 'light' : 'dark';
    try { localStorage.setItem('theme', root.dataset['theme']); } catch { /* not remembered where storage is forbidden */ }
    label();
  });
}

/** A fact in the text opens its note beside it. Without script it is a link to the same note below. */
function facts(): void {
  let open: HTMLElement | null = null, opener: HTMLElement | null = null, pinned = false;
  const close = (refocus = false) => {
    open?.remove();
    opener?.setAttribute('aria-expanded', 'false');
    opener?.removeAttribute('aria-describedby');
    if (refocus) opener?.focus();
    open = opener = null;
    pinned = false;
  };
  const show = (link: HTMLElement) => {
    if (opener === link) return;
    close();
    const note = document.getElementById(link.getAttribute('href')?.slice(1) ?? '');
    if (!note) return;
    open = document.createElement('span');
    open.className = 'fact-note';
    open.id = 'fact-note';
    open.setAttribute('role', 'note');
    open.innerHTML = note.innerHTML;
    open.querySelectorAll('.back').forEach(b => b.remove());
    open.querySelectorAll('[id]').forEach(e => e.removeAttribute('id'));
    // Right after its link, so that the next Tab reaches the source inside it.
    link.after(open);
    opener = link;
    link.setAttribute('aria-expanded', 'true');
    link.setAttribute('aria-describedby', 'fact-note');
    const around = (open.offsetParent ?? document.body).getBoundingClientRect(), box = link.getBoundingClientRect(), width = Math.min(352, innerWidth - 24);
    open.style.width = `${width}px`;
    open.style.left = `${Math.max(12, Math.min(box.left, document.documentElement.clientWidth - width - 12)) - around.left}px`;
    open.style.top = `${box.bottom - around.top + 6}px`;
  };
  for (const link of document.querySelectorAll<HTMLElement>('a.fact')) {
    link.setAttribute('aria-expanded', 'false');
    link.addEventListener('click', e => { e.preventDefault(); if (opener === link && pinned) close(); else { show(link); pinned = true; } });
    link.addEventListener('pointerenter', e => { if (e.pointerType === 'mouse') show(link); });
    link.addEventListener('pointerleave', e => { if (e.pointerType === 'mouse') setTimeout(() => { if (opener === link && !pinned && !open?.matches(':hover') && document.activeElement !== link) close(); }, 250); });
    link.addEventListener('focus', () => { if (link.matches(':focus-visible')) show(link); });
    // By then the focus may be back, if the reader tabs fast.
    link.addEventListener('blur', () => setTimeout(() => { if (opener === link && document.activeElement !== link && !open?.contains(document.activeElement)) close(); }, 0));
  }
  document.addEventListener('keydown', e => { if (e.key === 'Escape' && open) close(true); });
  document.addEventListener('pointerdown', e => { if (open && !open.contains(e.target as Node) && e.target !== opener && !opener?.contains(e.target as Node)) close(); });
}

/** The contents stand open; on a narrow screen they fold, so that the chapter comes first. */
function contents(): void {
  if (matchMedia('(max-width: 62rem)').matches) document.querySelector('.contents details')?.removeAttribute('open');
}

export function enhancePage(): void {
  contents();
  themeButton();
  facts();
}
