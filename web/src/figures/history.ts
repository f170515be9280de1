/** A figure's state in time: read from the page's address at the start, noted there at each change, given back by Undo. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { fromAddress, toAddress } from './state.ts';

interface Options<S> {
  id: string;
  /** Whether the page's address carries this figure. */
  address: boolean;
  state: S;
  encode: (state: S) => string;
  /** The reverse of `encode`; throws an Error that names what is wrong. */
  decode: (text: string) => S;
  /** Brings the figure into a state. */
  show: (state: S) => void;
  /** The address asks for what cannot be. */
  onBad: (reason: string) => void;
  /** After a step back. */
  onUndo?: () => void;
}

export interface History<S> {
  /** A hand has come to rest: keep the state that it left, and note the one that the figure shows. */
  commit: (next: S) => void;
  /** Bring the figure into `next`; Undo leads back to `from`, the state last committed if not given. */
  change: (next: S, from?: S) => void;
  undo: () => void;
  canUndo: boolean;
  /** Control or Command with Z; for the figure's root. */
  onKeyDown: (e: KeyboardEvent) => void;
}

export function useHistory<S>({ id, address, state, encode, decode, show, onBad, onUndo }: Options<S>): History<S> {
  const past = useRef<S[]>([]), settled = useRef(state);
  const [depth, setDepth] = useState(0);
  const put = (next: S) => { settled.current = next; if (address) toAddress(id, encode(next)); };
  const keep = (next: S, from: S) => {
    if (encode(from) !== encode(next)) setDepth(past.current.push(from));
    put(next);
  };
  const undo = () => {
    const before = past.current.pop();
    if (before === undefined) return;
    setDepth(past.current.length);
    show(before);
    put(before);
    onUndo?.();
  };
  useEffect(() => {
    const saved = address ? fromAddress(id) : null;
    if (saved === null) return;
    try {
      const next = decode(saved);
      show(next);
      settled.current = next;
    } catch (error) {
      onBad((error as Error).message);
    }
  }, []);
  return {
    commit: next => keep(next, settled.current),
    change: (next, from = settled.current) => { show(next); keep(next, from); },
    undo,
    canUndo: depth > 0,
    onKeyDown: e => { if ((e.ctrlKey || e.metaKey) && !e.shiftKey && e.key.toLowerCase() === 'z') { e.preventDefault(); undo(); } },
  };
}
