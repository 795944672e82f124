/**
 * Types of the elements for JSX, Vue and Svelte, and wrappers for React before 19, from custom-elements.json. Types of
 * properties and events are taken from the classes themselves; only attributes are spelt out. No framework is imported
 * by anything but its own file.
 */
import { elementsOf } from './manifest.js';

/** `train-progress` → `TrainProgress` */
const pascal = (name) => name.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
const comment = (text) => `/** ${text.replaceAll('*/', '*\\/').replace(/\s+/g, ' ')} */`;

/** What HTML takes where the manifest says how the attribute is read. */
function attributeType({ type }) {
  const text = type?.text ?? 'string';
  if (text === 'number') return 'number | `${number}`';
  return text === 'boolean' ? "boolean | ''" : text;
}

/** `<Class>Attributes`, `<Class>Properties` and `<Class>Events` of each element, which the frameworks' files share. */
export function sharedTypes(manifest) {
  const elements = elementsOf(manifest);
  const interfaces = elements.map(
    ({ className, tag, attributes, properties, events }) => `
/** Attributes of \`<${tag}>\`. */
export interface ${className}Attributes {
${attributes.map((attribute) => `  ${comment(attribute.description)}\n  '${attribute.name}'?: ${attributeType(attribute)} | undefined;`).join('\n')}
}
/** Properties of \`<${tag}>\` that a page may set. */
export type ${className}Properties = Partial<Pick<${className}, ${properties.map(({ name }) => `'${name}'`).join(' | ')}>>;
/** Events that \`<${tag}>\` fires. */
export type ${className}Events = Pick<GlobalEventHandlersEventMap, ${events.map(({ name }) => `'${name}'`).join(' | ')}>;`,
  );
  return `${classes(elements)}
// For the events, which declare themselves in the page's own map.
import type {} from '../components/all.js';

/** A name that is both means the property: frameworks set those where they exist. The text of a number counts as one. */
export type Settings<Attributes, Properties> = Omit<Attributes, keyof Properties> & {
  [Name in keyof Properties]: number extends Properties[Name] ? Properties[Name] | \`\${number}\` : Properties[Name];
};
${interfaces.join('\n')}
`;
}

/** Handlers as attributes: `prefix` and the event's own name, as React 19 and Svelte write them. */
const handlers = (className, prefix) =>
  `{ [Name in keyof ${className}Events & string as \`${prefix}\${Name}\`]?: (event: ${className}Events[Name]) => void }`;

const imports = (elements) => {
  const names = elements.flatMap(({ className }) =>
    ['Attributes', 'Properties', 'Events'].map((kind) => className + kind),
  );
  return `import type { Settings, ${names.join(', ')} } from './shared.js';`;
};
const classes = (elements) =>
  elements.map(({ className, module }) => `import type { ${className} } from '../${module}.js';`).join('\n');

/** `import 'convnet-elements/jsx'`: the tags in JSX of React 19 and of what takes its types. */
export function jsxTypes(manifest) {
  const elements = elementsOf(manifest);
  return `${imports(elements)}
${classes(elements)}
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

type Element<Class, Own> = Own & Omit<DetailedHTMLProps<HTMLAttributes<Class>, Class>, keyof Own> & { class?: string };

export interface ConvnetElements {
${elements.map(({ tag, className }) => `  '${tag}': Element<${className}, Settings<${className}Attributes, ${className}Properties> & ${handlers(className, 'on')}>;`).join('\n')}
}
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends ConvnetElements {}
  }
}
`;
}

/** `import 'convnet-elements/vue'`: the tags in Vue's templates. */
export function vueTypes(manifest) {
  const elements = elementsOf(manifest);
  return `${imports(elements)}
${classes(elements)}
import type { HTMLAttributes, PublicProps } from 'vue';

type Element<Class, Own> = new () => Class & { $props: Own & Omit<HTMLAttributes, keyof Own> & PublicProps };

declare module 'vue' {
  interface GlobalComponents {
${elements
  .map(({ tag, className, events }) => {
    // Vue writes @train-end as onTrainEnd.
    const on = events
      .map(({ name }) => `on${pascal(name)}?: (event: ${className}Events['${name}']) => void`)
      .join('; ');
    return `    '${tag}': Element<${className}, Settings<${className}Attributes, ${className}Properties> & { ${on} }>;`;
  })
  .join('\n')}
  }
}
`;
}

/** `import 'convnet-elements/svelte'`: the tags in Svelte's templates. */
export function svelteTypes(manifest) {
  const elements = elementsOf(manifest);
  return `${imports(elements)}
${classes(elements)}
import type { HTMLAttributes } from 'svelte/elements';

type Element<Class extends EventTarget, Own> = Own & Omit<HTMLAttributes<Class>, keyof Own>;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${elements.map(({ tag, className }) => `    '${tag}': Element<${className}, Settings<${className}Attributes, ${className}Properties> & ${handlers(className, 'on')} & ${handlers(className, 'on:')}>;`).join('\n')}
  }
}
`;
}

/** A module per element: its wrapper for React (react-wrapper.js), which registers the tag. */
export function reactModule({ tag, className, attributes, properties, events }) {
  const attributeOf = Object.fromEntries(attributes.map(({ name, fieldName }) => [fieldName ?? name, name]));
  const own = Object.fromEntries(properties.map(({ name }) => [name, attributeOf[name] ?? null]));
  const on = Object.fromEntries(events.map(({ name }) => [`on${pascal(name)}`, name]));
  return `import '../../components/${tag}/define.js';
import { wrapped } from './react-wrapper.js';

export const ${className} = /* @__PURE__ */ wrapped('${tag}', ${JSON.stringify(own)}, ${JSON.stringify(on)});
`;
}

/** `convnet-elements/react`: all wrappers; a bundler takes those that are used. */
export const reactIndex = (manifest) =>
  elementsOf(manifest)
    .map(({ tag, className }) => `export { ${className} } from './${tag}.js';`)
    .join('\n');

/** The types of all wrappers. */
export function reactTypes(manifest) {
  const elements = elementsOf(manifest);
  const component = ({ className, events }) => {
    const on = events
      .map(({ name }) => `on${pascal(name)}?: (event: ${className}Events['${name}']) => void`)
      .join('; ');
    return `export declare const ${className}: Component<${className}Class, ${className}Properties & { ${on} }>;`;
  };
  return `${imports(elements).replace('./shared.js', '../shared.js')}
${elements.map(({ className, module }) => `import type { ${className} as ${className}Class } from '../../${module}.js';`).join('\n')}
import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from 'react';

type Component<Class, Own> = ForwardRefExoticComponent<
  Own & Omit<HTMLAttributes<Class>, keyof Own> & RefAttributes<Class>
>;

${elements.map(component).join('\n')}
`;
}
