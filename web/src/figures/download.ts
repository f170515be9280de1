/** Taking a figure home: its data as CSV, its picture as SVG or PNG. */
import type { Course } from './run.ts';

const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'stroke-linejoin', 'stroke-linecap', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'visibility', 'display'];

export function save(name: string, data: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Rows of cells as CSV; null is an empty cell. */
export function csvOf(rows: (string | number | null | undefined)[][]): string {
  const cell = (value: string | number | null | undefined) => { const text = String(value ?? ''); return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text; };
  return rows.map(row => row.map(cell).join(',')).join('\n') + '\n';
}

/** Time and every quantity of the model, one row a time, numbers in full precision. */
export function csv(course: Course, unitOf: (name: string) => string): string {
  const names = Object.keys(course.values);
  const head = ['time (h)', ...names.map(n => (unitOf(n) ? `${n} (${unitOf(n)})` : n))];
  return csvOf([head, ...Array.from(course.times, (t, i) => [t, ...names.map(n => (course.values[n] as Float64Array)[i])])]);
}

/** The visible drawings of `root` side by side, with `caption` below, as a self-contained SVG. */
export function picture(root: Element, caption: string): { svg: string; width: number; height: number } {
  const drawings = [...root.querySelectorAll<SVGSVGElement>('svg.diagram, svg.chart')].filter(s => s.getClientRects().length > 0);
  const background = getComputedStyle(root).backgroundColor, ink = getComputedStyle(root).color;
  let x = 0, height = 0, inner = '';
  for (const drawing of drawings) {
    const copy = drawing.cloneNode(true) as SVGSVGElement;
    const from = [drawing, ...drawing.querySelectorAll('*')], to = [copy, ...copy.querySelectorAll('*')];
    from.forEach((element, i) => {
      const style = getComputedStyle(element);
      (to[i] as SVGElement).setAttribute('style', STYLES.map(s => `${s}:${style.getPropertyValue(s)}`).join(';'));
    });
    const box = drawing.viewBox.baseVal;
    copy.setAttribute('x', String(x)); copy.setAttribute('y', '0');
    copy.setAttribute('width', String(box.width)); copy.setAttribute('height', String(box.height));
    inner += new XMLSerializer().serializeToString(copy);
    x += box.width + 16; height = Math.max(height, box.height);
  }
  const width = Math.max(x - 16, 320), lines = wrap(caption, Math.floor(width / 7.4)), total = height + 24 + lines.length * 20;
  const text = lines.map((l, i) => `<text x="8" y="${height + 28 + i * 20}" style="font:15px Georgia,serif;fill:${ink}">${escape(l)}</text>`).join('');
  const defs = [...root.querySelectorAll('svg.defs defs')].map(d => new XMLSerializer().serializeToString(d)).join('');
  return { svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}"><title>${escape(caption)}</title>${defs}<rect width="100%" height="100%" fill="${background}"/>${inner}${text}</svg>`, width, height: total };
}

const escape = (text: string) => text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] as string);

function wrap(text: string, most: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1] as string;
    if (last && last.length + word.length >= most) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

/** The picture as PNG at twice its size. Rejects if the browser cannot draw it. */
export async function png(root: Element, caption: string): Promise<Blob> {
  const { svg, width, height } = picture(root, caption);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * 2; canvas.height = height * 2;
  const brush = canvas.getContext('2d');
  if (!brush) throw new Error('no canvas');
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => canvas.toBlob(b => (b ? done(b) : fail(new Error('no picture')))));
}
