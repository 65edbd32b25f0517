import type { Entity } from '../activity/activity.js';
import type { LocationContent } from '../message-content.js';
import { fieldOf } from './fields.js';

/**
 * The places among an activity's entities: `GeoCoordinates`, or a `Place` with them; a `Place` also gives the name and
 * the address. The same place given in both ways is one.
 */
export function placesOf(entities: readonly Entity[]): LocationContent[] {
  const places = entities.filter(({ type }) => type === 'Place');
  const locations = new Map<string, LocationContent>();
  for (const entity of entities) {
    const point = pointOf(entity);
    if (point === undefined || locations.has(keyOf(point))) continue;
    const own = places.find((place) => isAt(place, point)) ?? places.find((place) => pointOf(place) === undefined);
    const name = textOf(entity.name) ?? textOf(fieldOf(entity.geo, 'name')) ?? textOf(own?.name);
    const address = addressOf(entity.address) ?? addressOf(own?.address);
    locations.set(keyOf(point), { type: 'location', ...point, ...(name && { name }), ...(address && { address }) });
  }
  return [...locations.values()];
}

interface Point {
  latitude: number;
  longitude: number;
}

function pointOf(entity: Entity): Point | undefined {
  if (entity.type !== 'Place' && entity.type !== 'GeoCoordinates') return undefined;
  const geo = entity.type === 'Place' ? entity.geo : entity;
  const latitude = degrees(fieldOf(geo, 'latitude'), 90);
  const longitude = degrees(fieldOf(geo, 'longitude'), 180);
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}

function isAt(place: Entity, point: Point): boolean {
  const own = pointOf(place);
  return own !== undefined && keyOf(own) === keyOf(point);
}

function keyOf({ latitude, longitude }: Point): string {
  return `${latitude},${longitude}`;
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
