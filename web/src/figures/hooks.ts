/** What figures share: traits of the host, the width they have, settled text. */
import type { RefObject } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { HostModel } from '../host/afm.ts';

/** A value that lives in the host's model: read, written, and followed when another view or Python changes it. */
export function useTraits<T extends Record<string, unknown>>(host: HostModel, names: (keyof T & string)[]): [T, (change: Partial<T>) => void] {
  const read = () => Object.fromEntries(names.map(n => [n, host.get(n)])) as T;
  const [values, setValues] = useState<T>(read);
  const writing = useRef(false);
  const update = () => setValues(old => { const now = read(); return names.every(n => Object.is(old[n], now[n])) ? old : now; });
  useEffect(() => {
    const follow = () => { if (!writing.current) update(); };
    for (const n of names) host.on(`change:${n}`, follow);
    follow();
    return () => { for (const n of names) host.off(`change:${n}`, follow); };
  }, [host]);
  const write = useCallback((change: Partial<T>) => {
    writing.current = true;
    for (const [n, v] of Object.entries(change)) host.set(n, v);
    writing.current = false;
    update();
    host.save_changes();
  }, [host]);
  return [values, write];
}

/** `value`, once it has rested for `wait` ms: for readers who hear the figure. */
export function useSettled<T>(value: T, wait: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** The width of a box in CSS pixels, between `low` and `high`; `start` until it is laid out. `shown` changes when the box comes or goes. */
export function useWidth(box: RefObject<HTMLElement | null>, { start, low, high }: { start: number; low: number; high: number }, shown: unknown = true): number {
  const [width, setWidth] = useState(start);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => { if (entry && entry.contentRect.width > 0) setWidth(Math.round(Math.min(high, Math.max(low, entry.contentRect.width)))); });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [shown]);
  return width;
}
