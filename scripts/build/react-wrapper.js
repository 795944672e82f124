/**
 * A custom element as a React component, also before React 19: properties are set as properties, events are heard, and
 * what is plain is an attribute too, so that a server renders it. Copied to dist/ as it is; React is the consumer's.
 */
import { createElement, forwardRef, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';

// On a server effects do not run, and React 18 warns of those that would be due before a paint.
const useBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/**
 * @param {string} tag
 * @param {Record<string, string | null>} properties property → its attribute, or null where it has none
 * @param {Record<string, string>} events prop → event
 */
export function wrapped(tag, properties, events) {
  const Component = forwardRef((props, ref) => {
    const element = useRef(null);
    const before = useRef({});
    const latest = useRef({});
    const { own, handlers, rest } = sorted(props, properties, events);
    useImperativeHandle(ref, () => element.current, []);
    useBeforePaint(() => {
      for (const name of new Set([...Object.keys(before.current), ...Object.keys(own)])) {
        if (before.current[name] !== own[name]) element.current[name] = own[name];
      }
      before.current = own;
      latest.current = handlers;
    });
    useBeforePaint(() => {
      const stop = new AbortController();
      for (const [prop, type] of Object.entries(events)) {
        element.current.addEventListener(type, (event) => latest.current[prop]?.(event), { signal: stop.signal });
      }
      return () => stop.abort();
    }, []);
    return createElement(tag, { ...rest, ref: element });
  });
  Component.displayName = tag;
  return Component;
}

/** What of the props are the element's properties, what handlers, and what goes to the tag as it is. */
function sorted(props, properties, events) {
  const own = {};
  const handlers = {};
  const rest = {};
  for (const [name, value] of Object.entries(props)) {
    if (name in events) handlers[name] = value;
    else if (name in properties) {
      own[name] = value;
      const attribute = properties[name];
      if (attribute === null || typeof value === 'object') continue;
      rest[attribute] = typeof value === 'boolean' ? (value ? '' : undefined) : value;
    } else rest[name === 'className' ? 'class' : name] = value;
  }
  return { own, handlers, rest };
}
