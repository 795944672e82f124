/** Servers often answer a wrong address with a page and status 200: every reader of files looks for that first. */
export function looksLikeHtml(bytes: Uint8Array): boolean {
  return /^\s*<(!doctype|html|head|body|\?xml|!--)/i.test(new TextDecoder().decode(bytes.subarray(0, 256)));
}
