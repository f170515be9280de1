/** Text that changes at every move, in a box that only grows: a new number then neither pushes the page about nor lays it out again. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export function Steady({ children }: { children: ComponentChildren }) {
  const box = useRef<HTMLSpanElement | null>(null), content = useRef<HTMLSpanElement | null>(null);
  useEffect(() => {
    const figure = box.current?.closest<HTMLElement>('.rl');
    if (!figure || !content.current || !CSS.supports('contain-intrinsic-size', '1px 1px')) return;
    let width = 0, most = [0, 0];
    const watch = new ResizeObserver(([entry]) => {
      const size = entry?.borderBoxSize[0];
      if (!size || !box.current) return;
      if (figure.clientWidth !== width) { width = figure.clientWidth; most = [0, 0]; }
      most = [Math.max(most[0] as number, size.inlineSize), Math.max(most[1] as number, size.blockSize)];
      box.current.style.contain = 'size layout';
      box.current.style.containIntrinsicSize = `${most[0]}px ${most[1]}px`;
    });
    watch.observe(content.current);
    return () => watch.disconnect();
  }, []);
  return <span class="steady" ref={box}><span ref={content}>{children}</span></span>;
}
