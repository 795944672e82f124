/** Small line icons, each its own export so that a bundle carries only those it shows. Never without a word beside. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

function icon(shape: SVGTemplateResult, filled = false): TemplateResult {
  return html`<svg class=${filled ? 'i fill' : 'i'} viewBox="0 0 14 14" aria-hidden="true">${shape}</svg>`;
}

export const playIcon = () => icon(svg`<path d="M3 1.6v10.8L12 7z"/>`, true);
export const pauseIcon = () => icon(svg`<path d="M2.6 1.6h2.9v10.8H2.6zM8.5 1.6h2.9v10.8H8.5z"/>`, true);
export const stepIcon = () => icon(svg`<path d="M2 2.2v9.6L8.8 7zM9.9 2.2h2v9.6h-2z"/>`, true);
export const resetIcon = () => icon(svg`<path d="M2.4 7.4a4.7 4.7 0 1 0 1.4-3.8M3.5 1v2.9h2.9"/>`);
export const cancelIcon = () => icon(svg`<path d="M3 3l8 8M11 3l-8 8"/>`);
export const chevronIcon = () => icon(svg`<path d="M4.5 2 9.5 7l-5 5"/>`);
export const exportIcon = () => icon(svg`<path d="M7 1.2v7.6M3.9 6 7 9.1 10.1 6M1.6 12.4h10.8"/>`);
export const warningIcon = () => icon(svg`<path d="M7 1.6 13 12.3H1z"/><path d="M7 5.6v3.1"/><path d="M7 10.5v.1"/>`);
export const imageIcon = () =>
  icon(svg`<path d="M1.5 2.5h11v9h-11z"/><path d="M1.5 10l3.2-3.4 2.6 2.6 2-2 3.2 3.2"/><path d="M9.2 5.2h.01"/>`);
