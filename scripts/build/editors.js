/**
 * Completion and documentation of tags, attributes, parts and custom properties for editors, from custom-elements.json:
 * VS Code's HTML and CSS custom data, and JetBrains' web-types. The formats' references:
 * https://github.com/microsoft/vscode-custom-data and https://github.com/JetBrains/web-types.
 */
import { elementsOf, valuesOf } from './manifest.js';

const markdown = (value) => ({ kind: 'markdown', value });
const list = (title, entries) =>
  entries.length === 0
    ? ''
    : `\n\n**${title}**\n${entries.map(({ name, description }) => `- \`${name || '(default)'}\`: ${description}`).join('\n')}`;

/** For the setting `html.customData`. */
export function htmlCustomData(manifest) {
  return {
    version: 1.1,
    tags: elementsOf(manifest).map(({ tag, description, attributes, events, slots, cssParts }) => ({
      name: tag,
      description: markdown(description + list('Events', events) + list('Slots', slots) + list('Parts', cssParts)),
      attributes: attributes.map((attribute) => ({
        name: attribute.name,
        description: markdown(attribute.description),
        // "v": an attribute that stands without a value.
        ...(attribute.type?.text === 'boolean' ? { valueSet: 'v' } : {}),
        ...(valuesOf(attribute).length > 0 ? { values: valuesOf(attribute).map((name) => ({ name })) } : {}),
      })),
    })),
  };
}

/** For the setting `css.customData`. */
export function cssCustomData(manifest) {
  const properties = new Map(
    elementsOf(manifest).flatMap(({ cssProperties }) => cssProperties.map((property) => [property.name, property])),
  );
  return {
    version: 1.1,
    properties: [...properties.values()].map(({ name, description }) => ({ name, description: markdown(description) })),
  };
}

/** Found by JetBrains' editors through `web-types` in package.json. */
export function webTypes(manifest, { name, version }) {
  const named = ({ name, description }) => ({ name, description });
  return {
    $schema: 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json',
    name,
    version,
    'description-markup': 'markdown',
    contributions: {
      html: {
        elements: elementsOf(manifest).map((element) => ({
          name: element.tag,
          description: element.description,
          attributes: element.attributes.map((attribute) => ({
            ...named(attribute),
            value: {
              type: attribute.type?.text ?? 'string',
              ...(attribute.type?.text === 'boolean' && { default: '' }),
            },
          })),
          slots: element.slots.map(named),
          js: {
            properties: element.properties.map((property) => ({ ...named(property), type: property.type?.text })),
            events: element.events.map((event) => ({ ...named(event), type: event.type?.text })),
          },
          css: { properties: element.cssProperties.map(named), parts: element.cssParts.map(named) },
        })),
      },
    },
  };
}
