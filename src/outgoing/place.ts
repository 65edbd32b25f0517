import type { Entity } from '../activity/activity.js';
import type { LocationContent } from '../message-content.js';

/** The places among an activity's entities: `GeoCoordinates`, or a `Place` with them; a `Place` also gives the address. */
export function placesOf(entities: readonly Entity[]): LocationContent[] {
  const place = entities.find(({ type }) => type === 'Place');
  return entities.flatMap((entity) => {
    const coordinates = entity.type === 'Place' ? (entity.geo as Entity | undefined) : entity;
    if (coordinates === undefined || (entity.type !== 'Place' && entity.type !== 'GeoCoordinates')) return [];
    const latitude = degrees(coordinates.latitude, 90);
    const longitude = degrees(coordinates.longitude, 180);
    if (latitude === undefined || longitude === undefined) return [];
    const name = textOf(entity.name) ?? textOf(coordinates.name) ?? textOf(place?.name);
    const address = addressOf(entity.address) ?? addressOf(place?.address);
    return [{ type: 'location', latitude, longitude, ...(name && { name }), ...(address && { address }) }];
  });
}

function degrees(value: unknown, most: number): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= most ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

// A text, or schema.org's postal address.
function addressOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return textOf(value);
  const { streetAddress, postalCode, addressLocality, addressCountry } = value as Record<string, unknown>;
  return textOf([streetAddress, postalCode, addressLocality, addressCountry].filter((part) => textOf(part)).join(', '));
}
