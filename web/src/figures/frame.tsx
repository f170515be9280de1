/** What surrounds every figure: title, badge, messages, and the row of things to do with it. */
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { say } from '../text/words.ts';
import { csv, picture, png, save } from './download.ts';
import { addressWith } from './state.ts';
import type { Course } from './run.ts';
import { useSettled } from './hooks.ts';
import { Steady } from './steady.tsx';

export function Head({ id, title, subtitle, badge }: { id: string; title: string; subtitle: string; badge: string }) {
  return (
    <div class="head">
      <p class="title" id={`${id}-title`}>{title}</p>
      {subtitle && <span class="subtitle">{subtitle}</span>}
      {badge && <span class="badge">{badge}</span>}
    </div>
  );
}

/** The sentence, seen at once; heard when it has come to rest. */
export function Sentence({ text }: { text: string }) {
  const heard = useSettled(text, 700);
  const [first] = useState(text);
  return (
    <>
      <p class="sentence"><Steady>{text}</Steady></p>
      <p class="sr" role="status">{heard === first ? '' : heard}</p>
    </>
  );
}

export function Message({ text }: { text: string | null }) {
  return <div class="message" role="alert">{text && <p>{text}</p>}</div>;
}

export interface ActionsProps {
  id: string;
  root: RefObject<HTMLElement | null>;
  canUndo?: boolean;
  /** Without it there is no Undo. */
  onUndo?: () => void;
  onReset: () => void;
  resetLabel?: string;
  /** Whether the state can be linked to. */
  canLink: boolean;
  /** What the figure shows at the moment of the click. */
  now: () => { state: string; course: Course | null; sentence: string };
  unitOf?: (name: string) => string;
  /** The data as CSV, for a figure that has no course. */
  data?: () => string;
  /** Lays out a picture of its own inside `root` for a download, and says how to clear it away. */
  stage?: (root: Element) => { element: Element; clear: () => void };
  /** Whether the figure has drawings to take home. */
  pictures?: boolean;
  onMessage: (text: string | null) => void;
}

export function Actions({ id, root, canUndo, onUndo, onReset, resetLabel, canLink, now, unitOf = () => '', data, stage, pictures = true, onMessage }: ActionsProps) {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const follow = () => setFull(!!document.fullscreenElement && document.fullscreenElement === root.current);
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, []);
  const link = async () => {
    const url = `${addressWith(id, now().state).split('#')[0]}#${id}`;
    try { await navigator.clipboard.writeText(url); onMessage(say('figure.link_copied')); }
    catch { onMessage(say('figure.link_here', { url })); }
  };
  const draw = (then: (element: Element) => unknown) => async () => {
    if (!root.current) return;
    const { element, clear } = stage?.(root.current) ?? { element: root.current, clear: () => undefined };
    try { await then(element); } catch { onMessage(say('figure.picture_failed')); }
    clear();
  };
  return (
    <div class="actions">
      {onUndo && <button type="button" onClick={onUndo} disabled={!canUndo}>{say('figure.undo')}</button>}
      <button type="button" onClick={onReset}>{resetLabel ?? say('figure.reset')}</button>
      {canLink && <button type="button" onClick={link}>{say('figure.link')}</button>}
      <button type="button" onClick={() => { const { course } = now(), text = data?.() ?? (course ? csv(course, unitOf) : null); if (text !== null) save(`${id}.csv`, new Blob([text], { type: 'text/csv' })); }}>{say('figure.csv')}</button>
      {pictures && <button type="button" onClick={draw(r => save(`${id}.svg`, new Blob([picture(r, now().sentence).svg], { type: 'image/svg+xml' })))}>{say('figure.svg')}</button>}
      {pictures && <button type="button" onClick={draw(async r => save(`${id}.png`, await png(r, now().sentence)))}>{say('figure.png')}</button>}
      <button type="button" aria-pressed={full} onClick={() => (full ? document.exitFullscreen() : root.current?.requestFullscreen())}>{say(full ? 'figure.leave_fullscreen' : 'figure.fullscreen')}</button>
    </div>
  );
}

export function About({ lines, card, title = say('figure.about') }: { lines: string[]; card: string; title?: string }) {
  if (!lines.length) return null;
  return (
    <details class="about">
      <summary>{title}</summary>
      <ul>{lines.map(l => <li key={l}>{l}</li>)}</ul>
      {card && <p>{card}</p>}
    </details>
  );
}

export function Chips({ children, label }: { children: ComponentChildren; label: string }) {
  return <div class="chips" role="group" aria-label={label}>{children}</div>;
}
